import { once } from 'node:events'
import { type Socket, connect } from 'node:net'

import { expect, it } from 'vitest'

import { mostSocketsTo } from './open-sockets.ts'
import { lacks } from './peers/peers.ts'
import { tcpProxy } from './tcp-proxy.ts'

it.skipIf(lacks('ss'))('counts sockets that are held, in whatever state', async () => {
  const proxy = await tcpProxy(9)
  await proxy.swallow()
  const open = async (): Promise<Socket> => {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return socket
  }
  const [used, ended, closed] = await Promise.all([open(), open(), open()])
  ended.end()
  closed.destroy()
  await once(closed, 'close')
  expect(await mostSocketsTo(proxy, async () => {})).toBe(2)
  used.destroy()
  ended.destroy()
  await proxy.close()
})
