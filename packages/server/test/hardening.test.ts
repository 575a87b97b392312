/** Requirements of the server as it is deployed. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

import { freshPostgres, reducedRole } from '../../tokenapi/test/support/databases.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { nodeWeakness } from '../dist/node-floor.js'
import { type Running, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const ROOT = join(import.meta.dirname, '../../..')
const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const PRODUCTION = { NODE_ENV: 'production', SECRET_KEY, DRAIN_SECONDS: '0' }

const sockets: Socket[] = []
afterEach(() => {
  killAll()
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function socketTo({ url }: Running): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

describe('R-02: slow clients are cut', () => {
  it.each([
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\n'],
    [
      'a body that does not end',
      'POST /token/new.json HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nu',
    ],
  ])(
    '%s, and others are served meanwhile',
    async (_what, beginning) => {
      const server = await serve(folder())
      const slow = await Promise.all(Array.from({ length: 50 }, () => socketTo(server)))
      const closed = slow.map((socket) => once(socket.resume(), 'close'))
      for (const socket of slow) socket.write(beginning)
      expect((await fetch(`${server.url}/whoami.json`)).status).toBe(401)
      await Promise.all(closed)
    },
    60_000,
  )

  it('answers that are not read', async () => {
    const server = await serve(folder())
    const socket = (await socketTo(server)).pause()
    // Not `once`: its end is an error, since there is more to write.
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const drained = () => new Promise((resolve) => socket.once('drain', resolve))
    const requests = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100)
    // Until the server reads no more of them: the answers fill the buffers of both sockets.
    while (!socket.destroyed) {
      if (!socket.write(requests)) await Promise.race([drained(), closed])
    }
    expect((await fetch(`${server.url}/whoami.json`)).status).toBe(401)
  }, 60_000)
})

it('A-08: what is for operators is at no address of the public listener', async () => {
  const server = await serve(folder(), { ADMIN: 'true' })
  const operators = [
    ...['/metrics', '/users', '/tokens', '/events', '/explain', '/settings', '/sign-in'],
    ...['/openapi.json', '/reference', '/admin', '/api/users', '/management/users'],
  ]
  let own = 0
  for (const path of operators) {
    const [there, here] = await Promise.all(
      [server.operationsUrl, server.url].map((url) => fetch(url + path, { redirect: 'manual' })),
    )
    if (there?.status !== 404) own++
    expect(here?.status, path).toBe(404)
  }
  expect(own).toBeGreaterThan(3)
})

it.each([
  ['a weak key', { SECRET_KEY: 'changeme-changeme-changeme' }, /SECRET_KEY/],
  ["Django's example key", { SECRET_KEY: `django-insecure-${'x7Q'.repeat(12)}` }, /SECRET_KEY/],
  ['two keys', { SECRET_KEY_FILE: '/etc/hostname' }, /set SECRET_KEY or SECRET_KEY_FILE, not both/],
  ['plain HTTP to the network', { HOST: '0.0.0.0' }, /HOST=0\.0\.0\.0 opens plain HTTP/],
  ['operations for the network', { OPERATIONS_HOST: '::' }, /OPERATIONS_HOST=:: opens plain HTTP/],
  ['every address a proxy', { TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY/],
  ['an empty list of proxies', { TRUST_PROXY: '' }, /TRUST_PROXY/],
  ['an IPv4-mapped range', { TRUST_PROXY: '::ffff:10.0.0.0/8' }, /TRUST_PROXY/],
  ['a gateway for everybody', { GATEWAY: 'nginx' }, /GATEWAY needs the addresses/],
  ['logins that nothing accepts', { LOGIN_TOKEN: 'access' }, /LOGIN_TOKEN=access needs/],
  ['hashes that nobody may use', { ALLOWED_HASHES: 'argon2' }, /ALLOWED_HASHES must contain/],
])('C-02: %s stops the start in production', (_what, settings, message) => {
  const { status, stderr } = tokenapi(folder(), ['serve', '--port', '0'], {
    env: { ...PRODUCTION, ...settings },
  })
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain(SECRET_KEY)
  expect(status).toBe(1)
})

it('C-04: the security policy names a private channel and times', () => {
  const policy = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
  expect(policy).toMatch(/Report a vulnerability privately/)
  expect(policy).toMatch(/within three working days/)
  expect(policy).toMatch(/within 14 days/)
})

it.each([
  ['20.19.0', /lacks security fixes/],
  ['20.20.2', /Node\.js 20 gets no more security fixes/],
  ['22.18.0', /Node\.js 22\.18\.0 lacks security fixes: install 22\.22\.2, 24\.14\.1 or newer/],
  ['22.22.2', undefined],
  ['23.11.0', /gets no more/],
  ['24.14.0', /lacks/],
  ['24.14.1', undefined],
  ['24.21.0', undefined],
  ['26.0.0', undefined],
])('C-05: Node.js %s', (version, weakness) => {
  const found = nodeWeakness(version)
  if (weakness === undefined) expect(found).toBeUndefined()
  else expect(found).toMatch(weakness)
})

describe.skipIf(lacks('PostgreSQL'))('C-06: a role that owns no table', () => {
  it('serves logins, verifications and revocations, and cannot migrate', async () => {
    const database = await freshPostgres()
    const cwd = folder()
    const owner = { ...PRODUCTION, DATABASE_URL: database.url, PASSWORD_ITERATIONS: '1000' }
    tokenapi(cwd, ['migrate'], { env: owner })
    tokenapi(cwd, ['user', 'add', 'maria'], { env: owner, input: 'right-password-of-maria\n' })
    const all = 'SELECT, INSERT, UPDATE, DELETE'
    const DATABASE_URL = await reducedRole(database, {
      auth_user: 'SELECT (id, username, password, is_active), UPDATE (password)',
      tokenapi_kept_tokens: all,
      tokenapi_login_counts: all,
      tokenapi_counters: all,
      tokenapi_tokens: all,
      tokenapi_token_locks: all,
      tokenapi_used_tickets: all,
    })
    const server = await serve(cwd, { ...owner, DATABASE_URL, ACCESS_TOKENS: 'true' })
    const body = new URLSearchParams({ username: 'maria', password: 'right-password-of-maria' })
    const login = await fetch(`${server.url}/token/new.json`, { method: 'POST', body })
    const { token } = (await login.json()) as { token: string }
    const call = async (path: string, method = 'GET'): Promise<number> => {
      const headers = { authorization: `Bearer ${token}`, connection: 'close' }
      return (await fetch(server.url + path, { method, headers })).status
    }
    expect(await call('/whoami.json')).toBe(200)
    expect(await call('/token/tokens/current/revoke.json', 'POST')).toBe(200)
    expect(await call('/whoami.json')).toBe(403)
    const drop = tokenapi(cwd, ['user', 'remove', 'maria'], { env: { ...owner, DATABASE_URL } })
    expect(drop.status).not.toBe(0)
    expect(await server.stop()).toBe(0)
    await database.drop()
  }, 60_000)
})

it('C-08: no version and no stack is in a header or a body', async () => {
  const server = await serve(folder())
  const requests: readonly (readonly [string, RequestInit?])[] = [
    ['/whoami.json'],
    ['/nothing-here'],
    ['/token/new.json', { method: 'PATCH' }],
    ['/token/new.json', { method: 'POST', body: new URLSearchParams({ username: 'x' }) }],
    [
      '/token/new.json',
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    ],
    ['/whoami.json', { headers: { authorization: 'Bearer %' } }],
    ['/healthz'],
  ]
  const names = new Set<string>()
  for (const [path, init] of requests) {
    const answer = await fetch(server.url + path, init)
    for (const name of answer.headers.keys()) names.add(name)
    const all = [...answer.headers.values(), await answer.text()].join('\n')
    expect(all, path).not.toMatch(
      /node(?:\.js)?\/|hono|\d+\.\d+\.\d+|\bat .+:\d+:\d+|node_modules|\/src\//i,
    )
  }
  expect([...names].toSorted()).toEqual([
    ...['allow', 'cache-control', 'connection', 'content-length', 'content-type', 'date'],
    ...['keep-alive', 'referrer-policy', 'vary', 'www-authenticate', 'x-content-type-options'],
    'x-request-id',
  ])
})
