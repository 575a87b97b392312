/** What clients get through a proxy for each outcome of the token server: 401 and 403 for a bad token, 503 where it cannot tell. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'

import { UnavailableError, createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

import type { Server } from '../../../../scripts/services/server.mjs'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { readConfig } from '../../dist/config/read-config.js'
import type { Listening } from '../../dist/listen.js'
import { folder, killAll, serve } from '../support/command-line.ts'
import { type Application, startApplication } from './support/application.ts'
import { type Answer, ask } from './support/ask.ts'
import { PROXIES, startProxy } from './support/proxies.ts'
import { SETTINGS, type TokenServer, listenWith, startTokenServer } from './support/token-server.ts'

const CHALLENGE = /^Bearer realm="api"/

let application: Application
beforeAll(async () => {
  application = await startApplication()
})
afterAll(() => application?.stop())

describeEachPeer(PROXIES)('%s', (name) => {
  const opened: Server[] = []
  const servers: Listening[] = []
  afterEach(async () => {
    killAll()
    await Promise.all(opened.splice(0).map((proxy) => proxy.stop()))
    await Promise.all(servers.splice(0).map((server) => server.stop({ patience: 0 })))
  })

  const before = async (
    tokens: Pick<TokenServer, 'config' | 'address'>,
    scopes: readonly string[] = [],
  ): Promise<(...fields: readonly string[]) => Promise<Answer>> => {
    const proxy = await startProxy(name, { tokens, application: application.address, scopes })
    opened.push(proxy)
    return (...fields) =>
      ask(proxy.port, '/reports', { headers: fields.map((field) => ['Authorization', field]) })
  }

  it('401 with a challenge, 403 for a wrong token and for a missing scope', async () => {
    const tokens = await startTokenServer()
    servers.push(tokens)
    const get = await before(tokens, ['reports:write'])
    for (const fields of [[], ['Basic'], ['Bearer'], ['Basic %'], ['Digest x']]) {
      const answer = await get(...fields)
      expect(answer.status, fields[0]).toBe(401)
      expect(answer.headers.get('www-authenticate'), fields[0]).toMatch(CHALLENGE)
      expect(answer.headers.has('retry-after'), fields[0]).toBe(false)
    }
    expect((await get('Bearer tokenapi_wrong')).status).toBe(403)
    expect((await get(tokens.maria.bearer)).status).toBe(403)
    expect((await get(tokens.maria.basic)).status).toBe(200)
  })

  it('503 with Retry-After while the database does not answer', async () => {
    const api = createTokenApi({
      secretKey: 'canary-secret-5wQ9x-of-these-tests-long-enough',
      store: { ...memoryStore([]), findById: () => Promise.reject(new UnavailableError('none')) },
      onEvent: () => {},
    })
    const config = readConfig(SETTINGS)
    const server = await listenWith(api, config)
    servers.push(server)
    const get = await before({ config, address: `127.0.0.1:${server.port}` })
    const token = api.makeToken({ id: 1, username: 'maria', isActive: true, password: 'x' })
    const answer = await get(`Bearer 1:${token}`)
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('cache-control')).toContain('no-store')
    expect(answer.headers.has('www-authenticate')).toBe(false)
  })

  it('R-01: 403 for refused tokens beyond their limit, and no outage', async () => {
    const env = { ...SETTINGS, REFUSED_TOKENS_PER_MINUTE: '1' }
    const server = await serve(folder(), { ...env, ACCESS_TOKENS: 'true' })
    const get = await before({ config: readConfig(env), address: new URL(server.url).host })
    for (let i = 0; i < 5; i++) expect((await get('Bearer tokenapi_wrong')).status).toBe(403)
    // The public routes have the limit.
    const headers = { 'authorization': 'Bearer tokenapi_wrong', 'x-forwarded-for': '127.0.0.1' }
    expect((await fetch(`${server.url}/whoami.json`, { headers })).status).toBe(429)
  })

  it.each([
    ['a control character in User-Agent', 'User-Agent', 'a\u0001b'],
    ['a control character in Accept', 'Accept', 'a\u0001b'],
    ['a control character in X-Request-Id', 'X-Request-Id', 'a\u0001b'],
    ['a control character in Authorization', 'Authorization', 'Bearer \u0001'],
    ['a DEL in Authorization', 'Authorization', 'Bearer \u007f'],
    ['characters beyond ASCII in User-Agent', 'User-Agent', 'caf\u00e9'],
    ['a long Authorization', 'Authorization', `Bearer ${'x'.repeat(6_000)}`],
  ])('%s is no outage', async (_what, field, value) => {
    const tokens = await startTokenServer()
    servers.push(tokens)
    const proxy = await startProxy(name, { tokens, application: application.address })
    opened.push(proxy)
    const hits = application.hits()
    const answer = await ask(proxy.port, '/reports', { headers: [[field, value]] })
    expect([400, 401, 403, 431]).toContain(answer.status)
    expect(answer.headers.has('retry-after')).toBe(false)
    expect(application.hits()).toBe(hits)
  })
})
