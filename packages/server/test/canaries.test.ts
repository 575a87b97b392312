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
  const env = { SECRET_KEY: SECRET }
  tokenapi(cwd, ['migrate'], { env })
  tokenapi(cwd, ['user', 'add', 'maria'], { env, input: `${RIGHT}\n` })
  const token = tokenapi(cwd, ['token', 'new', 'maria'], { env }).stdout.trim()
  expect(token).toMatch(/^[0-9a-z]{3}-[0-9a-f]{20}$/)
  const path = join(cwd, 'tokenapi.sqlite3')
  const database = new DatabaseSync(path)
  const { password: hash } = database.prepare('SELECT password FROM auth_user').get() as {
    password: string
  }
  const secrets = [SECRET, RIGHT, WRONG, FORGED, token, hash, hash.slice(-30)]
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
  const output = server.output()
  for (const event of ['login.failed', 'login.unavailable', 'authentication.unavailable']) {
    expect(output).toContain(`"event":"${event}"`)
  }
  expect(hits(output, secrets)).toEqual([])
  expect(hits(answers, secrets)).toEqual([])
  // The search finds what it searches for.
  expect(hits(`x${btoa(`1:${token}`)}`, secrets)).not.toEqual([])
})

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
