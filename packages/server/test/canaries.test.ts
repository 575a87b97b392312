/** Secrets of clients and of the operator, through every route and fault: they are in no log, event or error. */
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { afterAll, expect, it } from 'vitest'

import { type TokenApiEvent, createTokenApi } from '../../tokenapi/src/index.ts'
import { memoryStore } from '../../tokenapi/src/stores/memory/index.ts'
import { delivered } from '../../tokenapi/test/support/delivered.ts'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET = 'canary+secret/5wQ9x=of-these-tests'
const RIGHT = 'canary+right/7tB2m=password'
const WRONG = 'canary+wrong/8kD4n=password'
const FORGED = '9zz-0123456789abcdef0123'
/** Well-formed, signed with another key. */
const FORGED_TICKET =
  'tkt1.mik2f0.mik5f0.GET.Qx7Ab9Kd3LmZp0RtWv5YsE.a.1mRrc9xXy0aQ2sVbT4uWz7.c4N4ry-3fJ9sQ2wE8rT5yU1iO0pA6sD7fG-hJkLzXcV'

afterAll(killAll)

/** A text as it could be hidden: base64 at each offset, URL-encoded, hexadecimal, as JSON. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].flatMap((offset) => {
    // Without the characters at the ends, which depend on the text around.
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const inner = padded.slice(offset === 0 ? 0 : 4, -4)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const escaped = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [
    text,
    encodeURIComponent(text),
    new URLSearchParams({ '': text }).toString().slice(1),
    escaped,
    escaped.toUpperCase(),
    bytes.toString('hex'),
    JSON.stringify(text).slice(1, -1),
    ...base64,
  ]
}

function hits(where: string, secrets: readonly string[]): readonly string[] {
  const lower = where.toLowerCase()
  return secrets.flatMap(formsOf).filter((form) => lower.includes(form.toLowerCase()))
}

it('L-01: no secret is in the log of the server, whatever is asked and whatever fails', async () => {
  const cwd = folder()
  const env = {
    SECRET_KEY: SECRET,
    ACCESS_TOKENS: 'true',
    AUDIT: 'true',
    PASSWORD_ITERATIONS: '1000',
  }
  tokenapi(cwd, ['migrate'], { env })
  tokenapi(cwd, ['user', 'add', 'maria'], { env, input: `${RIGHT}\n` })
  const token = tokenapi(cwd, ['token', 'new', 'maria'], { env }).stdout.trim()
  expect(token).toMatch(/^[0-9a-z]{3}-[0-9a-f]{20}$/)
  const accessToken = (name: string): string =>
    tokenapi(cwd, ['token', 'issue', 'maria', '--name', name, '--scope', '*'], {
      env,
    }).stdout.trim()
  const [access, ended] = [accessToken('device'), accessToken('ended')]
  expect(access).toMatch(/^tokenapi_[0-9A-Za-z]{49}$/)
  const path = join(cwd, 'tokenapi.sqlite3')
  const database = new DatabaseSync(path)
  const { password: hash } = database.prepare('SELECT password FROM auth_user').get() as {
    password: string
  }
  const digests = database.prepare('SELECT digest FROM tokenapi_tokens').all()
  const secrets = [
    ...[SECRET, RIGHT, WRONG, FORGED, FORGED_TICKET, token, hash, hash.slice(-30)],
    ...[access, access.slice(-40), ended, ended.slice(-40)],
    ...digests.map(({ digest }) => String(digest)),
  ]
  const server = await serve(cwd, { ...env, LOG_LEVEL: 'trace' })
  let answers = ''
  const statuses = new Set<number>()
  const ask = async (target: string, init: RequestInit = {}): Promise<void> => {
    const answer = await fetch(server.url + target, init)
    const text = await answer.text()
    statuses.add(answer.status)
    // A login answers the token: that is its purpose.
    if (!text.includes('"token"')) answers += text + inspect(answer.headers)
  }
  const post = (
    body: string | URLSearchParams,
    headers: Record<string, string> = {},
  ): RequestInit => ({
    method: 'POST',
    body,
    headers,
  })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { 'content-type': 'application/json' }
  const everything = async (): Promise<void> => {
    for (const password of [RIGHT, WRONG, `${WRONG}\0`]) {
      const fields = { username: 'maria', password }
      const query = new URLSearchParams(fields)
      await ask('/token/new.json', post(query))
      await ask('/token/new.json', post(JSON.stringify(fields), json))
      await ask('/token/new.json', post(JSON.stringify(fields).slice(0, -1), json))
      await ask('/token/new.json', post(JSON.stringify({ ...fields, username: 1 }), json))
      await ask('/token/new.json', post(query.toString().repeat(4_000), form))
      await ask(`/token/new.json?${query}`)
      await ask(`/token/${encodeURIComponent(password)}/1.json`)
      await ask(`/token/${encodeURIComponent(password)}%2f1.json`)
      await ask('/token/new.json', {
        ...post(query),
        headers: {
          authorization: `Basic ${btoa(`maria:${password}`)}`,
          cookie: `a=${btoa(password)}`,
        },
      })
    }
    for (const each of [access, ended, FORGED_TICKET, `secret-token:${access}`]) {
      const bearer = { authorization: `Bearer ${each}` }
      for (const view of ['/index.json', '/whoami.json', '/nothing', `/nothing/${each}`]) {
        await ask(view, { headers: bearer })
        await ask(view, { headers: { authorization: `Bearer ${encodeURIComponent(each)}` } })
        await ask(view, { headers: { authorization: `Basic ${btoa(`1:${each}`)}` } })
        await ask(view, { headers: { authorization: `Basic ${btoa(`${each}:`)}` } })
        for (const name of ['token', 'ticket', 'access_token']) {
          await ask(`${view}?${name}=${each}`)
          await ask(`${view}?user=1&${name}=${encodeURIComponent(each)}`)
          await ask(view, post(new URLSearchParams({ [name]: each })))
        }
      }
      for (const route of ['introspect', 'revoke', 'logout.json', 'tokens/revoke-all.json']) {
        const target = `/token/${route}`
        // The forged one alone: the others are to be verified in the next round.
        const headers = each === ended ? { ...form, ...bearer } : form
        await ask(target, { method: 'POST', headers, body: `token=${FORGED_TICKET}` })
        await ask(`${target}?token=${each}`, { headers: bearer })
        await ask(target, post(JSON.stringify({ token: each }).slice(0, -1), json))
      }
      await ask('/token/tokens.json', { headers: bearer })
      await ask(`/token/tokens/${each}/revoke.json`, { method: 'POST', headers: bearer })
      await ask(`/token/tokens/${each}/rename.json`, {
        ...post(JSON.stringify({ name: each.slice(0, 9) }), { ...json, ...bearer }),
      })
      await ask(`/token/${each}/1.json`)
      await ask(`/token/${each.replace('_', '%255f')}/1.json/more?token=${each}`)
      await ask(`/token//${each}`, { method: 'DELETE' })
    }
    for (const each of [token, FORGED]) {
      for (const view of ['/index.json', '/whoami.json', '/nothing', `/nothing/${each}`]) {
        await ask(view, { headers: { authorization: `Bearer 1:${each}` } })
        await ask(view, { headers: { authorization: `Basic ${btoa(`1:${each}`)}` } })
        await ask(view, { headers: { authorization: `Digest ${each}` } })
        await ask(`${view}?user=1&token=${each}`)
        await ask(`${view}?user=${each}&token=1`)
        await ask(view, post(new URLSearchParams({ user: '1', token: each })))
        await ask(`${view}?user=1&token=${each}&pad=${'x'.repeat(9_000)}`)
      }
      await ask(`/token/${each}/1.json`)
      await ask(`/token/${each.replace('-', '%252d')}/1.json`)
      await ask(`/token/${each}/1.json/more?token=${each}`)
      await ask(`/token//${each}/1.json`, { method: 'DELETE' })
    }
    await ask('/readyz')
  }

  await everything()
  database.prepare('UPDATE auth_user SET password = ?').run(`${hash}broken`)
  await everything()
  database.exec('ALTER TABLE auth_user RENAME COLUMN password TO passwort')
  await everything()
  database.exec('ALTER TABLE auth_user RENAME TO gone')
  await everything()
  database.close()
  expect(await server.stop()).toBe(0)

  expect([...statuses]).toEqual(
    expect.arrayContaining([200, 400, 401, 403, 404, 405, 413, 414, 503]),
  )
  const output = server.output() + auditOf(path)
  for (const event of ['login.failed', 'login.unavailable', 'authentication.unavailable']) {
    expect(output).toContain(`"event":"${event}"`)
  }
  expect(hits(output, secrets)).toEqual([])
  expect(hits(answers, secrets)).toEqual([])
  // The search finds what it searches for.
  expect(hits(`x${btoa(`1:${token}`)}`, secrets)).not.toEqual([])
})

/** Every column of the recorded events. */
function auditOf(path: string): string {
  const database = new DatabaseSync(path)
  const rows = database.prepare('SELECT * FROM tokenapi_events').all()
  database.close()
  expect(rows.length).toBeGreaterThan(10)
  return JSON.stringify(rows)
}

it('nor in an event or answer of the library, where the errors of the application contain them', async () => {
  const user = { id: 1, username: 'maria', password: RIGHT, isActive: true }
  const heard: TokenApiEvent[] = []
  const fail = (): never => {
    throw Object.assign(new Error(`no row for ${RIGHT}, ${WRONG}`), { detail: SECRET })
  }
  const api = createTokenApi({
    secretKey: SECRET,
    store: { ...memoryStore([user]), findById: fail, findByUsername: fail },
    onRefused: fail,
    onEvent: (event) => heard.push(event),
  })
  const token = api.makeToken(user)
  const headers = { authorization: `Bearer 1:${token}` }
  await expect(api.login('maria', WRONG)).rejects.toThrow()
  await expect(api.verify({ user: '1', token: FORGED })).rejects.toThrow()
  const guarded = api.tokenRequired(() => new Response())
  const answers = [
    await guarded(new Request('http://x/', { headers })),
    await guarded(new Request(`http://x/?token=${FORGED}`)),
  ]
  await delivered()
  expect(heard.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['login.unavailable', 'authentication.unavailable', 'refusal.failed']),
  )
  const texts = await Promise.all(answers.map((answer) => answer.text()))
  const printed = inspect(heard, { depth: 20 }) + JSON.stringify(heard) + texts.join('')
  expect(hits(printed, [SECRET, RIGHT, WRONG, FORGED, token])).toEqual([])
})
