/** `tokenapi audit`, and what a server with AUDIT=true records. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeAll, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { pastTime } from '../src/commands/past-time.ts'
import { type Outcome, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const PASSWORD = 'canary-password-7'
afterEach(killAll)

interface Line {
  readonly seq: number
  readonly name: string
  readonly time: string
}

function lines({ stdout }: Outcome): readonly Line[] {
  return stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

const original = folder()
let log = ''

/** A trail: rows 2 to 4 are a login, a wrong password and an unknown user. */
beforeAll(async () => {
  const env = { AUDIT: 'true', PASSWORD_ITERATIONS: '1000' }
  tokenapi(original, ['migrate'])
  tokenapi(original, ['user', 'add', 'maria'], { input: `${PASSWORD}\n`, env })
  const server = await serve(original, env)
  const login = async (username: string, password: string): Promise<number> => {
    const body = new URLSearchParams({ username, password })
    const headers = { 'X-Request-Id': 'abc' }
    return (await fetch(`${server.url}/token/new.json`, { method: 'POST', body, headers })).status
  }
  expect(await login('maria', PASSWORD)).toBe(200)
  expect(await login('maria', 'wrong')).toBe(401)
  expect(await login('no\u001b[31m', 'wrong')).toBe(401)
  expect((await fetch(`${server.url}/whoami.json`)).status).toBe(401)
  expect(await server.stop()).toBe(0)
  log = server.output()
})

/** A copy of it, to tamper with. */
function recorded(): string {
  const cwd = folder()
  copyFileSync(join(original, 'tokenapi.sqlite3'), join(cwd, 'tokenapi.sqlite3'))
  return cwd
}

it('records what the log has, with the request, and lists it', () => {
  const cwd = recorded()
  const all = lines(tokenapi(cwd, ['audit', 'list', '--json']))
  expect(all).toMatchObject([
    { seq: 1, name: 'audit.started' },
    {
      seq: 2,
      name: 'login.succeeded',
      userId: '1',
      username: 'maria',
      address: '127.0.0.1',
      requestId: 'abc',
      method: 'POST',
      path: '/token/new.json',
    },
    { seq: 3, name: 'login.failed', userId: '1', code: 'invalid_login', reason: 'wrong password' },
    { seq: 4, name: 'login.failed', username: 'no\u001b[31m', reason: 'unknown user' },
    { seq: 5, name: 'audit.stopped' },
  ])
  expect(JSON.stringify(all)).not.toContain(PASSWORD)
  const found = (...flags: readonly string[]): string =>
    lines(tokenapi(cwd, ['audit', 'list', '--json', ...flags]))
      .map(({ seq }) => seq)
      .join(' ')
  expect(found('--user', 'maria')).toBe('2 3')
  expect(found('--user', '1', '--id')).toBe('2 3')
  expect(found('--user', 'no\u001b[31m')).toBe('4')
  expect(found('--name', 'login')).toBe('2 3 4')
  expect(found('--name', 'login', '--limit', '1')).toBe('4')
  expect(found('--address', '127.0.0.1')).toBe('2 3 4')
  expect(found('--since', '1h')).toBe('1 2 3 4 5')
  expect(found('--until', '2026-01-01')).toBe('')
  expect(found('--since', all[2]?.time ?? '', '--until', all[4]?.time ?? '')).toBe('3 4')

  const table = tokenapi(cwd, ['audit', 'list']).stdout.trimEnd().split('\n')
  expect(table).toHaveLength(6)
  expect(table[3]).toMatch(/^\S+Z login\.failed +1 +maria +127\.0\.0\.1 +wrong password$/)
  expect(table[4]).toContain(String.raw`no\u001b[31m`)

  const heads = [...log.matchAll(/"hash":"(\w+)","msg":"head of the audit trail"/g)]
  expect(heads).toHaveLength(2)
  const [first = '', last = ''] = heads.map(([, hash = '']) => hash)
  for (const head of [first, last, last.toUpperCase()]) {
    expect(tokenapi(cwd, ['audit', 'verify', '--expect-head', head])).toEqual({
      status: 0,
      stdout: `The audit trail is whole: 5 rows.\nHead: row 5, ${last}\n`,
      stderr: '',
    })
  }
})

it('verify: exit code 1 and the first broken row', () => {
  const cwd = recorded()
  const json = (...flags: readonly string[]): unknown =>
    JSON.parse(tokenapi(cwd, ['audit', 'verify', '--json', ...flags]).stdout)
  const before = json() as { readonly head: { readonly hash: string } }
  expect(before).toMatchObject({ ok: true, count: 5, head: { seq: 5 } })
  const sql = (text: string): void => {
    const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
    database.exec(text)
    database.close()
  }
  sql('DELETE FROM tokenapi_events WHERE seq = 5')
  expect(json()).toMatchObject({ ok: true, count: 4 })
  const cut = tokenapi(cwd, ['audit', 'verify', '--expect-head', before.head.hash])
  expect(cut).toMatchObject({ status: 1, stdout: expect.stringContaining('rows at the end') })
  sql("UPDATE tokenapi_events SET username = 'eve' WHERE seq = 3")
  expect(tokenapi(cwd, ['audit', 'verify'])).toEqual({
    status: 1,
    stdout:
      'The audit trail is broken: row 3 was changed, or its hash was. Rows that were verified before: 2.\n',
    stderr: '',
  })
  expect(json()).toMatchObject({ ok: false, count: 2, seq: 3 })
})

it('prune: by --days or AUDIT_DAYS, and the rest is whole', () => {
  const cwd = recorded()
  const none = tokenapi(cwd, ['audit', 'prune'])
  expect(none).toMatchObject({
    status: 1,
    stderr: 'tokenapi: how old? Write --days 90, or set AUDIT_DAYS\n',
  })
  expect(tokenapi(cwd, ['audit', 'prune', '--days', '1']).stdout).toBe(
    'Removed 0 events older than 1 day.\n',
  )
  const env = { AUDIT_DAYS: '90' }
  const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
  // Not older by its hash: `prune` decides by the time alone.
  database.exec("UPDATE tokenapi_events SET time = '2020-01-01T00:00:00.000Z' WHERE seq < 3")
  database.close()
  expect(tokenapi(cwd, ['audit', 'prune', '--json'], { env }).stdout).toBe('{"removed":2}\n')
  expect(lines(tokenapi(cwd, ['audit', 'list', '--json'])).map(({ seq }) => seq)).toEqual([
    3, 4, 5, 6,
  ])
  expect(tokenapi(cwd, ['audit', 'verify']).stdout).toMatch(/^The audit trail is whole: 4 rows\./)
})

it.each([
  [['list', '--since', 'yesterday'], /"yesterday" is not a time: write 2026-03-01/],
  [['list', '--limit', '-1'], /"-1" is not a whole number/],
  [['verify', '--expect-head', 'abc'], /"abc" is not a hash: 64 hexadecimal digits/],
])('wrong usage: %j', (args, message) => {
  const { status, stderr } = tokenapi(folder(), ['audit', ...args])
  expect(status).toBe(2)
  expect(stderr).toMatch(message)
})

it('a table that is missing: commands say the fix, and the server serves and warns', async () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'])
  const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
  database.exec('DROP TABLE tokenapi_events')
  database.close()
  expect(tokenapi(cwd, ['audit', 'list'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/has no table "tokenapi_events": run `tokenapi migrate` .*\n$/),
  })
  const server = await serve(cwd, { AUDIT: 'true' })
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  await expect
    .poll(() => server.output())
    .toMatch(/"code":"TOKENAPI_AUDIT".*has no table \\"tokenapi_events\\": run `tokenapi migrate`/)
  tokenapi(cwd, ['migrate'])
  expect(await server.stop()).toBe(0)
  expect(lines(tokenapi(cwd, ['audit', 'list', '--json'])).map(({ name }) => name)).toEqual([
    'audit.started',
    'audit.stopped',
  ])
})

it.skipIf(lacks('Django'))('the Python program of docs/audit.md verifies a trail', () => {
  const cwd = recorded()
  const page = readFileSync(join(import.meta.dirname, '../../../docs/audit.md'), 'utf8')
  const [, program = ''] = /```python\n([^]*?)```/.exec(page) ?? []
  writeFileSync(join(cwd, 'verify.py'), program)
  const run = (): string =>
    execFileSync('python3', ['verify.py', 'tokenapi.sqlite3'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const { stdout } = tokenapi(cwd, ['audit', 'verify'])
  const [, seq, hash] = /Head: row (\d+), (\w+)/.exec(stdout) ?? []
  expect(run()).toBe(`head: (${seq}, '${hash}')\n`)
  const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
  database.exec("UPDATE tokenapi_events SET username = 'eve' WHERE seq = 4")
  database.close()
  expect(run).toThrow(/row 4 was changed/)
})

it.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T08:00Z', '2026-03-01T08:00:00.000Z'],
  ['2026-03-01 08:00:00.5+02:00', '2026-03-01T06:00:00.500Z'],
  ['30m', '2026-04-01T11:30:00.000Z'],
  ['24h', '2026-03-31T12:00:00.000Z'],
  ['7d', '2026-03-25T12:00:00.000Z'],
])('pastTime %s', (text, time) => {
  expect(pastTime(text, new Date('2026-04-01T12:00:00Z')).toISOString()).toBe(time)
})

it.each(['', '2026', '2026-02-30x', '7w', '2026-03-01T08:00', '-1d', '2026-13-01'])(
  'pastTime refuses "%s"',
  (text) => {
    expect(() => pastTime(text)).toThrow(/is not a time/)
  },
)
