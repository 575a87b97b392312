/** What clients get when the token server is down, or gives no answer in time: never a pass, never a refusal. */
import { createServer } from 'node:net'

import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Server } from '../../../../scripts/services/server.mjs'
import { freePort } from '../../../../scripts/services.mjs'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { type Application, startApplication } from './support/application.ts'
import { type Answer, ask } from './support/ask.ts'
import { PROXIES, startProxy } from './support/proxies.ts'
import { type TokenServer, startTokenServer } from './support/token-server.ts'

let application: Application
beforeAll(async () => {
  application = await startApplication()
})
afterAll(() => application?.stop())

/** Accepts connections and never answers, as a process that is stopped. */
function frozenAt(port: number): Promise<{ stop(): Promise<void> }> {
  const sockets = new Set<{ destroy(): unknown }>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped())
            for (const socket of sockets) socket.destroy()
          }),
      }),
    )
  })
}

describeEachPeer(PROXIES)('%s', (name) => {
  let proxy: Server
  let tokens: TokenServer
  beforeAll(async () => {
    tokens = await startTokenServer({}, await freePort())
    proxy = await startProxy(name, { tokens, application: application.address })
  })
  afterAll(() => proxy?.stop())

  const get = (path = '/reports'): Promise<Answer> =>
    ask(proxy.port, path, { headers: [['Authorization', tokens.maria.bearer]] })

  it('503 with Retry-After while the token server is down or frozen, and 200 again after it', async () => {
    expect((await get()).status).toBe(200)
    const hits = application.hits()
    await tokens.stop()
    await expectUnavailable(await get())
    const frozen = await frozenAt(tokens.port)
    // The limit of the proxy ends it; without one, the request of this test would.
    await expectUnavailable(await get())
    await frozen.stop()
    expect(application.hits()).toBe(hits)
    tokens = await startTokenServer({}, tokens.port)
    expect((await get()).status).toBe(200)
    await tokens.stop()
  })

  it('an application that is down is not an outage of the token server', async () => {
    tokens = await startTokenServer({}, tokens.port)
    const lonely = await startProxy(name, { tokens, application: `127.0.0.1:${await freePort()}` })
    const answer = await ask(lonely.port, '/', {
      headers: [['Authorization', tokens.maria.bearer]],
    })
    expect([502, 503]).toContain(answer.status)
    expect(answer.text).not.toContain('token server')
    await lonely.stop()
    await tokens.stop()
  })
})

async function expectUnavailable(answer: Answer): Promise<void> {
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('5')
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(JSON.parse(answer.text)).toEqual({
    success: false,
    errors: 'The token server does not answer.',
  })
}
