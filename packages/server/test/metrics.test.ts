/** What Prometheus reads: names, fixed label sets, and neither a secret nor a user. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, expect, it } from 'vitest'

import { type Running, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const env = {
  SECRET_KEY,
  ACCESS_TOKENS: 'true',
  MAX_STALE_SECONDS: '60',
  PASSWORD_ITERATIONS: '1000',
}
afterEach(killAll)

async function scraped({ operationsUrl }: Running): Promise<string> {
  const answer = await fetch(`${operationsUrl}/metrics`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.text()
}

/** The value of one line; `undefined` where there is none. */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

it('R-01: logins, verifications and refusals are counted, and no label holds a secret, a user or an address', async () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'], { env })
  tokenapi(cwd, ['user', 'add', 'canary-user'], { env, input: 'canary-password\n' })
  const issued = tokenapi(cwd, ['token', 'issue', 'canary-user', '--scope', '*'], { env })
  const token = issued.stdout.trim()
  const server = await serve(cwd, env)
  // No connection is kept, which the server may close just as it is taken.
  const once = { connection: 'close' }
  const bearer = { ...once, authorization: `Bearer ${token}` }
  const login = (password: string, username = 'canary-user'): Promise<Response> =>
    fetch(`${server.url}/token/new.json`, {
      method: 'POST',
      headers: once,
      body: new URLSearchParams({ username, password }),
    })
  expect((await login('canary-password')).status).toBe(200)
  for (let i = 0; i < 15; i++) await login(`canary-wrong-${i}`)
  for (let i = 0; i < 20; i++) await login('x', `canary-unknown-${i}`)
  for (let i = 0; i < 10; i++) await fetch(`${server.url}/whoami.json`, { headers: bearer })
  for (let i = 0; i < 30; i++) {
    const query = `user=canary-${i}&token=canary-token-${i}`
    await fetch(`${server.url}/whoami.json?${query}`, {
      headers: { ...once, 'x-request-id': `canary-${i}` },
    })
    await fetch(`${server.url}/canary-path-${i}`, { headers: once })
  }
  const text = await scraped(server)

  expect(valueOf(text, 'tokenapi_logins_total{outcome="succeeded"}')).toBe(1)
  expect(valueOf(text, 'tokenapi_logins_total{outcome="throttled"}')).toBeGreaterThan(0)
  expect(valueOf(text, 'tokenapi_logins_total{outcome="unavailable"}')).toBe(0)
  expect(valueOf(text, 'tokenapi_verifications_total{outcome="succeeded"}')).toBe(10)
  expect(valueOf(text, 'tokenapi_verifications_total{outcome="refused"}')).toBe(30)
  expect(valueOf(text, 'tokenapi_refusals_total{code="invalid_token"}')).toBe(30)
  expect(valueOf(text, 'tokenapi_access_tokens_total{action="issued"}')).toBe(1)
  expect(valueOf(text, 'tokenapi_memory_hits_total')).toBe(9)
  expect(valueOf(text, 'tokenapi_max_stale_seconds')).toBe(60)
  expect(valueOf(text, 'tokenapi_store_up')).toBe(1)
  expect(valueOf(text, 'tokenapi_password_hashes_running')).toBe(0)
  for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']) {
    expect(text).toContain(`${name} `)
  }
  const digests = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
    .prepare('SELECT digest, id FROM tokenapi_tokens')
    .all()
    .flatMap(({ digest, id }) => [String(digest), String(id)])
  for (const secret of ['canary', '127.0.0.1', token, token.slice(-40), SECRET_KEY, ...digests]) {
    expect(text).not.toContain(secret)
  }
  // As many series after other names, passwords and tokens as before.
  const names = (from: string): readonly string[] =>
    from
      .split('\n')
      .filter((line) => line.startsWith('tokenapi_'))
      .map((line) => line.split(' ')[0] ?? '')
  for (let i = 0; i < 5; i++) await login('y', `another-${i}`)
  expect(names(await scraped(server))).toEqual(names(text))
})

it('an outage of the database is a 0, not an error of the scrape', async () => {
  const cwd = folder()
  const server = await serve(cwd)
  const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
  database.exec('ALTER TABLE auth_user RENAME TO gone')
  database.close()
  expect(valueOf(await scraped(server), 'tokenapi_store_up')).toBe(0)
  const ready = await fetch(`${server.operationsUrl}/readyz`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({
    state: 'not ready',
    reason: expect.stringMatching(/no table "auth_user"/),
  })
})
