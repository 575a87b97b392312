/** The attack, in a process of its own. Sends "ready", attacks until the parent disconnects, and counts. */
import { Agent, request } from 'node:http'
import { connect } from 'node:net'

import { ACCOUNTS, GUESSES_PER_SECOND, LEAVERS, POLITE, POLITE_GUESSERS } from './figures.ts'

const port = Number(process.argv[2])
const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const FORM = 'application/x-www-form-urlencoded'
let guesses = 0
/** Sent and not answered yet. Beyond it a guess is left out, as a real attacker runs out of sockets too. */
let open = 0
const MOST_OPEN = 512

rotating()
for (let i = 0; i < POLITE_GUESSERS; i++) void polite()
for (let i = 0; i < LEAVERS; i++) void leaver()
process.on('message', () => process.send?.(guesses))
process.on('disconnect', () => process.exit())
process.send?.('ready')

/** Each from another address, for the accounts in turn. */
function rotating(): void {
  const each = 20
  let sent = 0
  setInterval(() => {
    for (let i = 0; i < (GUESSES_PER_SECOND * each) / 1_000 && open < MOST_OPEN; i++) {
      const address = `10.${(sent >> 16) & 255}.${(sent >> 8) & 255}.${sent & 255}`
      void guess(`user-${1 + (sent++ % (ACCOUNTS - 1))}`, address)
    }
  }, each)
}

async function polite(): Promise<void> {
  for (;;) {
    await guess(`user-${1 + Math.floor(Math.random() * (ACCOUNTS - 1))}`, POLITE)
    await pause(100)
  }
}

async function leaver(): Promise<void> {
  const body = 'username=owner&password=guess'
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      [
        'POST /token/new.json HTTP/1.1',
        'Host: 127.0.0.1',
        `X-Client: 198.51.100.${Math.floor(Math.random() * 256)}`,
        `Content-Type: ${FORM}`,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    )
    await pause(100)
    socket.destroy()
  }
}

function guess(username: string, address: string): Promise<void> {
  guesses++
  open++
  return new Promise((resolve) => {
    const done = (): void => {
      open--
      resolve()
    }
    const sent = request({
      port,
      agent,
      method: 'POST',
      path: '/token/new.json',
      headers: { 'content-type': FORM, 'x-client': address },
    })
    sent.on('response', (response) => response.on('end', done).resume())
    sent.on('error', done)
    sent.end(`username=${username}&password=guess`)
  })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
