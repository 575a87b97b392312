/** The faults that other tests put between us and a server. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket))
let proxy: TcpProxy

beforeAll(async () => {
  await once(echo.listen(0, '127.0.0.1'), 'listening')
  proxy = await tcpProxy((echo.address() as AddressInfo).port)
})
afterAll(async () => {
  await proxy.close()
  echo.close()
})

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8')
  await once(socket, 'connect')
  return socket
}

async function ask(socket: Socket, text: string): Promise<unknown> {
  socket.write(text)
  const [answer]: unknown[] = await once(socket, 'data')
  return answer
}

describe('a proxy', () => {
  it('passes, and counts its clients', async () => {
    const socket = await open()
    expect(await ask(socket, 'hello')).toBe('hello')
    expect(proxy.connections()).toBe(1)
    socket.end()
    await once(socket, 'close')
    await expect.poll(() => proxy.connections()).toBe(0)
  })

  it('refuses new connections and resets the open ones, until it passes', async () => {
    const socket = await open()
    await ask(socket, 'hello')
    const lost = once(socket, 'data')
    await proxy.refuse()
    await expect(lost).rejects.toThrow('ECONNRESET')
    await expect(open()).rejects.toThrow('ECONNREFUSED')
    await proxy.pass()
    const next = await open()
    expect(await ask(next, 'again')).toBe('again')
    next.destroy()
  })

  it('swallows what old and new connections send; a partition that heals delivers it', async () => {
    const old = await open()
    await ask(old, 'hello')
    await proxy.swallow()
    const fresh = await open()
    let healed = false
    const answers = [old, fresh].map(async (socket) => [await ask(socket, 'hidden'), healed])
    await new Promise((resolve) => setTimeout(resolve, 100))
    await proxy.swallow()
    healed = true
    await proxy.pass()
    expect(await Promise.all(answers)).toEqual([
      ['hidden', true],
      ['hidden', true],
    ])
    old.destroy()
    fresh.destroy()
  })

  it('delays, in each direction', async () => {
    await proxy.delay(50)
    const socket = await open()
    const start = performance.now()
    expect(await ask(socket, 'slow')).toBe('slow')
    expect(performance.now() - start).toBeGreaterThan(95)
    socket.destroy()
    await proxy.pass()
  })

  it('cuts an answer after so many bytes', async () => {
    const socket = await open()
    await ask(socket, 'whole')
    await proxy.cutAfter(3)
    const failure = once(socket, 'error')
    expect(await ask(socket, 'partial')).toBe('par')
    expect(String(await failure)).toMatch('ECONNRESET')
    await proxy.pass()
  })
})
