/** What a proxy in front sees of a server that ends. */
import { once } from 'node:events'
import { type Socket, connect } from 'node:net'

import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'

import { type Listening, listen } from '../dist/index.js'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

const sockets: Socket[] = []
const servers: Listening[] = []
afterEach(async () => {
  killAll()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) await server.stop({ patience: 0 })
})

async function started(fetch: () => Promise<Response>): Promise<Listening> {
  const log = pino({ level: 'silent' })
  const server = await listen({ host: '127.0.0.1', port: 0, log, fetch })
  servers.push(server)
  return server
}

async function socketTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

/** The fields of one answer. */
async function answerTo(socket: Socket): Promise<string> {
  socket.write(REQUEST)
  return String((await once(socket, 'data'))[0])
}

const ok = async (): Promise<Response> => new Response('ok')

describe('R-08: a server that ends', () => {
  it('answers on open and on new connections while it drains, and ends each with its response', async () => {
    const server = await started(ok)
    const open = await socketTo(server.port)
    expect(await answerTo(open)).not.toMatch(/connection: close/i)
    const stopped = server.stop({ drainSeconds: 1 })
    for (const socket of [open, await socketTo(server.port)]) {
      const closed = once(socket, 'close')
      expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i)
      await closed
    }
    await stopped
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it('ends the connection of a response that was in progress', async () => {
    let release = (): void => {}
    let enter = (): void => {}
    const slow = new Promise<void>((resolve) => (release = resolve))
    const entered = new Promise<void>((resolve) => (enter = resolve))
    const server = await started(async () => {
      enter()
      await slow
      return ok()
    })
    const socket = await socketTo(server.port)
    const answer = answerTo(socket)
    await entered
    const stopped = server.stop()
    release()
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i)
    await stopped
  })

  it('answers a request that arrives after the listener is closed, on a connection from before', async () => {
    const server = await started(ok)
    const early = await socketTo(server.port)
    const stopped = server.stop({ drainSeconds: 1 })
    // Refused: the listener is closed.
    const refused = (): Promise<boolean> =>
      fetch(server.url, { headers: { connection: 'close' } }).then(
        () => false,
        () => true,
      )
    await expect.poll(refused, { interval: 10, timeout: 10_000 }).toBe(true)
    expect(await answerTo(early)).toMatch(/^HTTP\/1\.1 200 /)
    await stopped
  })

  it('closes silent connections and ends', async () => {
    const server = await started(ok)
    const silent = await socketTo(server.port)
    await answerTo(silent)
    const closed = once(silent, 'close')
    await server.stop()
    await closed
  })

  it('drains for DRAIN_SECONDS, and is not ready first', async () => {
    const cwd = folder()
    const env = {
      NODE_ENV: 'production',
      SECRET_KEY: 'canary-secret-5wQ9x-of-these-tests-long-enough',
    }
    tokenapi(cwd, ['migrate'], { env })
    const server = await serve(cwd, { ...env, DRAIN_SECONDS: '5' })
    const ended = server.stop()
    const status = async (path: string): Promise<number> => (await fetch(server.url + path)).status
    await expect.poll(() => status('/readyz'), { interval: 20, timeout: 4_000 }).toBe(503)
    expect(await status('/whoami.json')).toBe(401)
    expect(await ended).toBe(0)
    const other = await serve(cwd, { ...env, DRAIN_SECONDS: '0' })
    expect(await other.stop()).toBe(0)
    const wrong = tokenapi(cwd, ['serve'], { env: { ...env, DRAIN_SECONDS: '90' } })
    expect(wrong.stderr).toContain('DRAIN_SECONDS must be 60 or less; got "90"')
  })
})
