/** The server under attack, in a process of its own: token routes and one guarded route on node:http. */
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

import { tokenServer } from '../token-server.ts'
import { ACCOUNTS, type Counts, POLITE } from './figures.ts'

const throttled = process.argv[2] === 'on'
const password = await makePassword('right')
const users = Array.from({ length: ACCOUNTS }, (_, i) => ({
  id: i + 1,
  username: i === 0 ? 'owner' : `user-${i}`,
  password,
  isActive: true,
}))

let counts = noCounts()
const api = createTokenApi({
  secretKey: 'a secret of the benchmark, as long as it should be',
  store: memoryStore(users),
  clientAddress: (view) => view.header('x-client'),
  ...(throttled ? {} : { loginThrottle: false }),
  onEvent: (event) => {
    if (event.name === 'login.succeeded') counts.hashes++
    if (event.name === 'login.throttled') counts.throttled++
    if (event.name === 'login.unavailable') counts.unavailable++
    if (event.name !== 'login.failed') return
    // One hash for each failed login; none for a client that had left the queue.
    if (event.code === 'invalid_request') counts.gone++
    else counts.hashes++
    if (event.code === 'invalid_login' && event.request?.address === POLITE) counts.polite++
  },
})

const server = tokenServer(api)

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('message', (message) => {
  if (message === 'start') {
    counts = noCounts()
    delay.reset()
  } else {
    process.send?.({ ...counts, delay: delay.percentile(99) / 1e6, longest: delay.max / 1e6 })
  }
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})

function noCounts(): Omit<Counts, 'delay' | 'longest'> {
  return { hashes: 0, polite: 0, gone: 0, throttled: 0, unavailable: 0 }
}
