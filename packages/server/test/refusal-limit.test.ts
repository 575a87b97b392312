/** Refused tokens are limited by network, and good ones are not. */
import { pino } from 'pino'
import { sqlCounters } from 'tokenapi/admin'
import { inMemoryApi } from 'tokenapi/testing'
import { afterEach, expect, it } from 'vitest'

import { clientAddresses } from '../dist/client-address.js'
import { readConfig } from '../dist/config/read-config.js'
import { openDatabase } from '../dist/database.js'
import { gatewayOf } from '../dist/gateway/gateway.js'
import { type Listening, createPublicApp, createReadiness, listen } from '../dist/index.js'
import { networkRate } from '../dist/throttle/network-rate.js'
import { refusalLimit } from '../dist/throttle/refusal-limit.js'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

const PASSWORD = 'right-password-of-these-tests'
const HERE = '203.0.113.7'
/** The good token lacks the scope of this route. */
const NO_SCOPE = { path: '/token/tokens/revoke-all.json', method: 'POST' }
const PROBLEM = { accept: 'application/problem+json' }

const opened: Listening[] = []
afterEach(async () => {
  killAll()
  for (const server of opened.splice(0)) await server.stop({ patience: 0 })
})

interface Sent {
  readonly path?: string
  readonly method?: string
  readonly address?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A server whose clock stands still until `pass`. */
async function start(settings: Readonly<Record<string, string>> = {}) {
  const config = readConfig({ TRUST_PROXY: '127.0.0.1', GATEWAY: 'nginx', ...settings })
  let time = 1_000_000
  let limited = 0
  const limit = refusalLimit(config, { onLimited: () => limited++, now: () => time })
  const { api, user } = inMemoryApi({
    users: [{ username: 'maria', password: PASSWORD }],
    accessTokens: true,
    onRefused: limit?.onRefused,
  })
  const maria = await user('maria')
  const app = createPublicApp({ api, readiness: createReadiness({ ping: async () => {} }) })
  const addresses = clientAddresses(config.TRUST_PROXY)
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    addresses,
    direct: gatewayOf(config, api, addresses),
    fetch: (limit?.around(app) ?? app).fetch,
  })
  opened.push(server)
  const ask = ({ path = '/whoami.json', method = 'GET', address = HERE, headers = {} }: Sent) =>
    fetch(`${server.url}${path}`, { method, headers: { 'x-forwarded-for': address, ...headers } })
  const wrong = (sent: Sent = {}): Promise<Response> =>
    ask({ ...sent, headers: { authorization: 'Bearer tokenapi_wrong', ...sent.headers } })
  const { token } = await api.accessTokens.issue(maria.id, { scopes: ['reports:read'] })
  return {
    ask,
    wrong,
    good: (sent: Sent = {}) => ask({ ...sent, headers: { authorization: `Bearer ${token}` } }),
    basic: `Basic ${btoa(`${maria.id}:${api.makeToken(maria)}`)}`,
    id: maria.id,
    url: server.url,
    limited: () => limited,
    pass: (seconds: number) => (time += seconds * 1_000),
  }
}

const tally = (values: readonly number[]): Readonly<Record<number, number>> => {
  const counts: Record<number, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

it('R-01: of 2,000 wrong tokens 600 are refused and the others are 429; good ones are let in, and other networks are refused as before', async () => {
  const { wrong, good, basic, ask, pass, limited } = await start()
  const statuses: number[] = []
  for (let sent = 0; sent < 2_000; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => wrong()))
    statuses.push(...answers.map(({ status }) => status))
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    await Promise.all(answers.map((answer) => answer.arrayBuffer()))
    if (sent % 200 === 0) {
      expect((await good()).status).toBe(200)
      expect((await ask({ headers: { authorization: basic } })).status).toBe(200)
    }
  }
  expect(tally(statuses)).toEqual({ 403: 600, 429: 1_400 })
  expect(limited()).toBe(1_400)
  expect((await wrong({ address: '203.0.113.8' })).status).toBe(403)
  pass(1) // One each tenth of a second.
  const later = []
  for (let i = 0; i < 11; i++) later.push((await wrong()).status)
  expect(tally(later)).toEqual({ 403: 10, 429: 1 })
})

it('R-01: one /64 of IPv6 is one network', async () => {
  const { wrong } = await start({ REFUSED_TOKENS_PER_MINUTE: '2' })
  const statuses = []
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1']) {
    statuses.push((await wrong({ address })).status)
  }
  expect(statuses).toEqual([403, 403, 429, 403])
})

it('R-01: `Retry-After` is exact: a second earlier it is 429, and then a refusal again', async () => {
  const { wrong, pass } = await start({ REFUSED_TOKENS_PER_MINUTE: '1' })
  expect((await wrong()).status).toBe(403)
  const limited = await wrong()
  expect(limited.status).toBe(429)
  expect(limited.headers.get('retry-after')).toBe('60')
  pass(59)
  expect((await wrong()).headers.get('retry-after')).toBe('1')
  pass(1)
  expect((await wrong()).status).toBe(403)
  expect((await wrong()).status).toBe(429)
})

it('R-01: a 429 has the form that the refusal would have', async () => {
  const { wrong, id, ask } = await start({ REFUSED_TOKENS_PER_MINUTE: '1' })
  await wrong()
  const title = 'Too many refused tokens, please try again later.'
  const original = { success: false, errors: title }
  const problem = { code: 'too_many_attempts', title, status: 429 }
  const check = async (answer: Response, body: object, type: string): Promise<void> => {
    expect(answer.status).toBe(429)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('www-authenticate')).toBeNull()
    expect(answer.headers.get('vary')).toBe('Authorization, Accept')
    expect(await answer.json()).toEqual(body)
  }
  await check(await wrong(), original, 'application/json')
  await check(await wrong({ headers: PROBLEM }), problem, 'application/problem+json')
  await check(await wrong({ path: '/token/tokens.json' }), problem, 'application/problem+json')
  const introspect = { path: '/token/introspect', method: 'POST' }
  const oauth = { ...problem, error: problem.code }
  await check(await wrong(introspect), oauth, 'application/problem+json')
  const verify = `/token/aaa-aaaaaaaaaaaaaaaaaaaa/${id}.json`
  await check(await ask({ path: verify }), original, 'application/json')
  const head = await wrong({ method: 'HEAD' })
  expect(head.status).toBe(429)
  expect(head.headers.get('content-length')).toBe(
    String(`{"success": false, "errors": "${title}"}`.length),
  )
})

it('R-01: missing credentials, failed logins and missing scopes are not counted', async () => {
  const { ask, good, wrong, url } = await start({ REFUSED_TOKENS_PER_MINUTE: '1' })
  const login = (): Promise<Response> =>
    fetch(`${url}/token/new.json`, {
      method: 'POST',
      headers: { 'x-forwarded-for': HERE },
      body: new URLSearchParams({ username: 'maria', password: 'wrong' }),
    })
  for (let i = 0; i < 5; i++) {
    expect((await ask({})).status).toBe(401)
    expect((await ask({ headers: { authorization: 'Bearer' } })).status).toBe(400)
    expect((await good(NO_SCOPE)).status).toBe(403)
    expect((await login()).status).toBe(401)
    expect((await ask({ path: '/nothing-here' })).status).toBe(404)
  }
  expect((await wrong()).status).toBe(403)
  // They are answered as before where the limit is reached.
  expect((await wrong()).status).toBe(429)
  expect((await ask({})).status).toBe(401)
  expect((await good(NO_SCOPE)).status).toBe(403)
})

it('R-01: the gateway counts refused tokens, and answers none 429', async () => {
  const { wrong, limited } = await start({ REFUSED_TOKENS_PER_MINUTE: '3' })
  const headers = { 'x-original-uri': '/reports', 'x-original-method': 'GET' }
  for (let i = 0; i < 5; i++) {
    expect([401, 403]).toContain((await wrong({ path: '/gateway/nginx', headers })).status)
  }
  expect(limited()).toBe(0)
  expect((await wrong()).status).toBe(429)
})

it.each([{ COMPATIBILITY: 'django-tokenapi' }, { REFUSED_TOKENS_PER_MINUTE: '0' }])(
  'R-01: there is no limit with %o',
  async (settings: Readonly<Record<string, string>>) => {
    expect(refusalLimit(readConfig(settings), { onLimited: () => {} })).toBeUndefined()
    const { wrong } = await start(settings)
    for (let i = 0; i < 700; i++) expect((await wrong()).status).toBe(403)
  },
)

it('R-01: with `COMPATIBILITY` the limit is on where it is set', async () => {
  const { wrong } = await start({
    COMPATIBILITY: 'django-tokenapi',
    REFUSED_TOKENS_PER_MINUTE: '1',
  })
  expect([(await wrong()).status, (await wrong()).status]).toEqual([403, 429])
})

it.each(['-1', '1.5', '1000001', 'none'])(
  'R-01: REFUSED_TOKENS_PER_MINUTE=%s is an error',
  (value) => {
    expect(() => readConfig({ REFUSED_TOKENS_PER_MINUTE: value })).toThrow(
      'REFUSED_TOKENS_PER_MINUTE must be',
    )
  },
)

it('R-01: 100,000 networks take bounded memory, and those that were counted last are remembered', () => {
  const rate = networkRate({ perMinute: 1, maxNetworks: 1_000, now: () => 0 })
  let most = 0
  for (let i = 0; i < 100_000; i++) {
    rate.count(`network ${i}`)
    most = Math.max(most, rate.size)
  }
  expect(most).toBe(1_000)
  expect(rate.count('network 99999')).toBe(60)
  expect(rate.count('network 99000')).toBe(60)
  expect(rate.count('network 98999')).toBeUndefined()
  const usual = networkRate({ perMinute: 600 })
  for (let i = 0; i < 100_000; i++) usual.count(`network ${i}`)
  expect(usual.size).toBe(50_000)
})

it('R-01: a running server limits, and counts the 429s in its metrics without an address', async () => {
  const cwd = folder()
  const env = {
    SECRET_KEY: 'canary-secret-5wQ9x-of-these-tests-long-enough',
    REFUSED_TOKENS_PER_MINUTE: '1',
    TRUST_PROXY: '127.0.0.1',
  }
  expect(tokenapi(cwd, ['migrate'], { env }).status).toBe(0)
  const server = await serve(cwd, env)
  const headers = {
    'authorization': `Basic ${btoa('1:aaa-aaaaaaaaaaaaaaaaaaaa')}`,
    'x-forwarded-for': HERE,
  }
  const statuses = []
  for (let i = 0; i < 3; i++) {
    statuses.push((await fetch(`${server.url}/whoami.json`, { headers })).status)
  }
  expect(statuses).toEqual([403, 429, 429])
  const text = await (await fetch(`${server.operationsUrl}/metrics`)).text()
  expect(text).toContain('\ntokenapi_limited_refusals_total 2\n')
  expect(text).not.toContain(HERE)

  // The overview of the admin page reads them from the database.
  expect(await server.stop()).toBe(0)
  const { store } = openDatabase(readConfig({ DATABASE_URL: `sqlite:${cwd}/tokenapi.sqlite3` }))
  const sums = await sqlCounters(store).sums({
    since: new Date(Date.now() - 3_600_000),
    until: new Date(Date.now() + 3_600_000),
    step: 120,
  })
  await store.close()
  expect(sums).toContainEqual(
    expect.objectContaining({ name: 'tokenapi_limited_refusals_total', labels: '', count: 2 }),
  )
})
