/** Sockets that do nothing, or too much, on the server's own listener. */
import { once } from 'node:events'
import { type Socket, connect } from 'node:net'

import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'

import { clientAddresses } from '../dist/client-address.js'
import { type Listening, listen } from '../dist/index.js'

const opened: Socket[] = []
const servers: Listening[] = []
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) await server.stop()
})

/** More than the buffers of two sockets hold. */
const LARGE = 'x'.repeat(8 * 1024 * 1024)

/** A server whose "/slow" answers when it is told to, and whose "/large" has a large answer. */
async function started(
  limits: { total: number; perNetwork: number },
  lines: string[] = [],
  addresses = clientAddresses(undefined),
): Promise<{ readonly port: number; release(): void; waiting(): number }> {
  let release = (): void => {}
  let waiting = 0
  const slow = new Promise<void>((resolve) => (release = resolve))
  const server = await listen({
    host: '0.0.0.0',
    port: 0,
    limits,
    addresses,
    answerMilliseconds: 100,
    log: pino({}, { write: (line: string) => void lines.push(line) }),
    fetch: async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/slow') {
        waiting++
        await slow
      }
      await request.text()
      return new Response(pathname === '/large' ? LARGE : 'ok')
    },
  })
  servers.push(server)
  return { port: server.port, release, waiting: () => waiting }
}

async function socketTo(port: number, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  socket.on('error', () => {})
  opened.push(socket)
  await once(socket, 'connect')
  return socket
}

/** The status of one request on a connection of its own; "closed" where none is answered. */
async function get(port: number, path = '/healthz', from?: string): Promise<string> {
  const socket = await socketTo(port, from)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  let text = ''
  socket.on('data', (data) => (text += data.toString()))
  await once(socket, 'close')
  return /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'closed'
}

/** Connections that wait inside "/slow". */
async function busy(
  { port, waiting }: { readonly port: number; waiting(): number },
  count: number,
  from?: string,
): Promise<Socket[]> {
  const sockets = []
  const before = waiting()
  for (let i = 0; i < count; i++) {
    const socket = await socketTo(port, from)
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    sockets.push(socket)
  }
  await expect.poll(waiting).toBe(before + count)
  return sockets
}

describe.runIf(process.platform === 'linux')('connections', () => {
  it('that stay silent keep nobody out: the one idle for longest makes room', async () => {
    const { port } = await started({ total: 20, perNetwork: 10 })
    const silent = []
    for (let i = 0; i < 60; i++) silent.push(await socketTo(port, `127.0.0.${2 + (i % 6)}`))
    expect(await get(port)).toBe('200')
    // The same address as silent ones, and while half a header is on its way.
    for (const socket of silent) socket.write('GET /')
    for (let i = 0; i < 40; i++) expect(await get(port, '/healthz', '127.0.0.2')).toBe('200')
  })

  it.each([
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['a body that does not end', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx'],
    ['an answer that is not read', 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('R-02: with %s keep nobody out', async (_what, beginning) => {
    const { port } = await started({ total: 20, perNetwork: 10 })
    for (let i = 0; i < 40; i++) {
      const socket = (await socketTo(port, `127.0.0.${2 + (i % 6)}`)).pause()
      socket.write(beginning)
      // The same address as slow ones, and one of its own.
      expect(await get(port, '/healthz', '127.0.0.2')).toBe('200')
      expect(await get(port)).toBe('200')
    }
  })

  it('R-02: an answer that is not read in time is cut, and one that is read is whole', async () => {
    const { port } = await started({ total: 20, perNetwork: 10 })
    const [unread, read] = [await socketTo(port), await socketTo(port)]
    unread.pause()
    let bytes = 0
    read.on('data', (data) => (bytes += data.length))
    for (const socket of [unread, read]) {
      socket.write('GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    }
    await once(read, 'close')
    expect(bytes).toBeGreaterThan(LARGE.length)
    // A socket that reads nothing learns by writing that it was cut.
    await expect.poll(() => (unread.write('x'), unread.destroyed), { timeout: 10_000 }).toBe(true)
  })

  it('of one address end at its limit while requests are in progress; others come in', async () => {
    const lines: string[] = []
    const server = await started({ total: 100, perNetwork: 10 }, lines)
    const { port, release } = server
    const sockets = await busy(server, 10, '127.0.0.2')
    expect(await get(port, '/healthz', '127.0.0.2')).toBe('503')
    expect(await get(port, '/healthz', '127.0.0.3')).toBe('200')
    const answers = sockets.map((socket) => once(socket, 'data'))
    release()
    for (const [data] of await Promise.all(answers)) expect(String(data)).toMatch(/^HTTP\/1.1 200/)
    expect(await get(port, '/healthz', '127.0.0.2')).toBe('200')
    expect(lines.filter((line) => line.includes('connections refused'))).toHaveLength(1)
  })

  it('of a trusted proxy, which has many clients, end at the limit for all alone', async () => {
    const server = await started({ total: 20, perNetwork: 10 }, [], clientAddresses(['127.0.0.2']))
    const { port, release } = server
    await busy(server, 15, '127.0.0.2')
    await busy(server, 5, '127.0.0.3')
    expect(await get(port, '/healthz', '127.0.0.2')).toBe('503')
    expect(await get(port, '/healthz', '127.0.0.3')).toBe('503')
    expect(await get(port, '/healthz', '127.0.0.9')).toBe('200')
    release()
  })

  it('in all end at the limit, but for an address that holds few: a health check is answered', async () => {
    const server = await started({ total: 20, perNetwork: 10 })
    const { port, release } = server
    await busy(server, 10, '127.0.0.2')
    await busy(server, 10, '127.0.0.3')
    expect(await get(port, '/healthz', '127.0.0.2')).toBe('503')
    expect(await get(port, '/healthz', '127.0.0.9')).toBe('200')
    release()
  })

  it('are kept while a client goes on using them', async () => {
    const { port } = await started({ total: 20, perNetwork: 10 })
    const kept = await socketTo(port)
    for (let i = 0; i < 30; i++) {
      kept.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      expect(String(await once(kept, 'data'))).toContain('200 OK')
      await socketTo(port)
    }
  })
})
