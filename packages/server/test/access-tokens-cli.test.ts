/** `tokenapi token issue|list|rename|rotate|revoke|prune` as people run them, and the server that takes the tokens. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeAll, describe, expect, it } from 'vitest'

import { BIN, type Running, folder, killAll, serve, tokenapi } from './support/command-line.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'

const SECRET = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const env = { SECRET_KEY: SECRET, ACCESS_TOKENS: 'true', TOKEN_PREFIX: 'acme' }
const TOKEN = /^acme_[0-9A-Za-z]{49}$/
let cwd: string

afterEach(killAll)
beforeAll(() => {
  cwd = folder()
  tokenapi(cwd, ['migrate'])
  for (const name of ['maria', 'ana', 'gone']) {
    expect(tokenapi(cwd, ['user', 'add', name], { input: 'a password\n' }).status).toBe(0)
  }
  tokenapi(cwd, ['user', 'deactivate', 'gone'])
})

const run = (args: readonly string[], more: object = {}) =>
  tokenapi(cwd, ['token', ...args], { env: { ...env, ...more } })

interface Issued {
  readonly token: string
  readonly id: string
  readonly [member: string]: unknown
}

const issue = (user: string, ...args: readonly string[]): Issued =>
  JSON.parse(run(['issue', user, '--json', ...args]).stdout) as Issued

const listed = (...args: readonly string[]): Record<string, unknown>[] =>
  run(['list', '--json', ...args])
    .stdout.trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const stateOf = (id: string): unknown => listed().find((token) => token['id'] === id)?.['state']

const statusOf = async ({ url }: Running, token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${url}/whoami.json`, { headers })).status
}

describe('what a person sees of access tokens', () => {
  it('the start line: that they are on, and for how long they are valid', async () => {
    const on = await serve(cwd, { ...env, ACCESS_TOKEN_LIFETIME_DAYS: '7', MAX_STALE_SECONDS: '2' })
    expect(on.output()).toContain(
      '"accessTokens":{"prefix":"acme","lifetimeDays":7,"loginToken":"access","maxStaleSeconds":2},"operationsUrl"',
    )
    const off = await serve(cwd, { SECRET_KEY: SECRET })
    expect(off.output()).not.toContain('accessTokens')
  })
  it.skipIf(lacks('curl'))('the calls of a first run work when pasted', async () => {
    const own = folder()
    const server = await serve(own, { ACCESS_TOKENS: 'true' })
    const commands = server.output().match(/^ +curl .*$/gm) ?? []
    expect(commands.length).toBe(3)
    for (const command of commands) {
      const { stdout } = spawnSync('sh', ['-c', `${command} -s -w '%{http_code}'`], {
        encoding: 'utf8',
      })
      expect(stdout, command).toMatch(/200$/)
      expect(stdout).not.toContain('eprecat')
    }
    expect(commands.join('\n')).toContain('Authorization: Bearer tokenapi_')
    expect(commands.join('\n')).not.toMatch(/\/tokenapi_/)
  })
  it('`user show`: how many of a user work', () => {
    const own = folder()
    tokenapi(own, ['migrate'])
    tokenapi(own, ['user', 'add', '--unusable', 'ana'])
    const show = (more: readonly string[] = [], with_: object = env) =>
      tokenapi(own, ['user', 'show', 'ana', ...more], { env: with_ }).stdout
    expect(show()).toMatch(/\n0 working access tokens; `tokenapi token list --id 1` lists them\n$/)
    for (let times = 0; times < 2; times++) tokenapi(own, ['token', 'issue', 'ana'], { env })
    expect(show()).toContain('\n2 working access tokens;')
    expect(JSON.parse(show(['--json']))).toMatchObject({ accessTokens: 2 })
    tokenapi(own, ['token', 'revoke', '--user', 'ana'], { env })
    expect(show()).toContain('\n0 working access tokens;')
    expect(show([], {})).not.toContain('access token')
    expect(JSON.parse(show(['--json'], {}))).not.toHaveProperty('accessTokens')
  })
  it('`token revoke` with an id and a user: not both', () => {
    const { stderr, status } = run(['revoke', 'x', '--user', 'maria'])
    expect([status, stderr]).toEqual([1, expect.stringMatching(/all of a user, not both\n$/)])
  })
})

describe('issue', () => {
  it('prints the token alone on standard output, once, and the hint beside it', async () => {
    const { stdout, stderr, status } = run(['issue', 'maria', '--name', 'backup'])
    expect(stdout).toMatch(/^acme_[0-9A-Za-z]{49}\n$/)
    expect(stderr).toMatch(
      /^Keep the token: it is not shown again\. It has no scope: .*\nIt expires at \d{4}-.*Z; `tokenapi token revoke [0-9A-Za-z]{22}` ends it before\.\n$/,
    )
    expect(status).toBe(0)
    const server = await serve(cwd, env)
    expect(await statusOf(server, stdout.trim())).toBe(200)
    expect(run(['list']).stdout).not.toContain(stdout.trim().slice(5))
  })

  it('with scopes, a life, and the record as JSON', () => {
    const before = Date.now()
    const { token, ...record } = issue(
      ...(['maria', '--name', 'reports', '--scope', 'reports:read'] as const),
      ...(['--scope', 'reports:write', '--expires-in', '0.5'] as const),
    )
    expect(token).toMatch(TOKEN)
    expect(record).toEqual({
      id: expect.stringMatching(/^[0-9A-Za-z]{22}$/),
      start: String(token).slice(0, 'acme_'.length + 4),
      userId: 1,
      name: 'reports',
      scopes: ['reports:read', 'reports:write'],
      audience: null,
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      lastUsedAt: null,
      lastAddress: null,
      lastUserAgent: null,
    })
    const life = Date.parse(String(record['expiresAt'])) - before
    expect(life).toBeGreaterThanOrEqual(43_200_000)
    expect(life).toBeLessThan(43_200_000 + 60_000)
  })

  it('by id, and up to the limit of a user', () => {
    const limit = { ACCESS_TOKENS_PER_USER: '1' }
    expect(run(['issue', '--id', '2'], limit).status).toBe(0)
    expect(run(['issue', '--id', '2'], limit)).toMatchObject({
      status: 1,
      stdout: '',
      stderr:
        'tokenapi: the user has 1 access token, as many as ACCESS_TOKENS_PER_USER allows: revoke one, or set ACCESS_TOKENS_ON_FULL=revoke-oldest\n',
    })
    const oldest = { ...limit, ACCESS_TOKENS_ON_FULL: 'revoke-oldest' }
    expect(run(['issue', '--id', '2'], oldest).status).toBe(0)
    expect(listed('ana').map(({ state }) => state)).toEqual(['revoked', 'active'])
  })
})

describe('list', () => {
  it('a table, with what a terminal would interpret escaped', () => {
    const { id } = issue('maria', '--name', 'a', '--scope', '*')
    // The library takes no such name; somebody who writes into the table may.
    const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
    database.prepare('UPDATE tokenapi_tokens SET name = ? WHERE id = ?').run('a\u001B[31mb', id)
    database.close()
    const [heading = '', ...lines] = run(['list', 'maria']).stdout.trimEnd().split('\n')
    expect(heading).toMatch(
      /^ID +TOKEN +USER ID +NAME +SCOPES +CREATED +LAST USED +EXPIRES +STATE$/,
    )
    expect(lines.find((line) => line.startsWith(id))).toMatch(
      /^\S{22} acme_\w{4}… +1 +a\\u001b\[31mb +\* +\d{4}-\d\d-\d\dT\d\d:\d\dZ never +\S+Z active$/,
    )
    expect(run(['list', '--id', '1']).stdout).toContain(id)
  })

  it('says why a token is refused', async () => {
    const [rotated, deactivated] = [issue('maria'), issue('ana', '--name', 'a')]
    run(['rotate', rotated.id])
    expect(stateOf(rotated.id)).toBe('rotated')
    tokenapi(cwd, ['user', 'deactivate', 'ana'])
    expect(stateOf(deactivated.id)).toBe('inactive user')
    tokenapi(cwd, ['user', 'activate', 'ana'])
    expect(stateOf(deactivated.id)).toBe('active')
    tokenapi(cwd, ['user', 'passwd', 'ana'], { input: 'another password\n' })
    expect(stateOf(deactivated.id)).toBe('the password has changed')
  })
})

describe('rename, rotate, revoke', () => {
  it('rename changes the name alone', () => {
    const { id } = issue('maria', '--name', 'old')
    expect(run(['rename', id, 'new name']).stdout).toBe('The token is named "new name" now.\n')
    expect(listed('maria').find((token) => token['id'] === id)).toMatchObject({ name: 'new name' })
  })

  it('rotate prints a new token once; the old one works for the grace period', async () => {
    const old = issue('maria', '--name', 'laptop', '--scope', 'a')
    const { stdout, stderr } = run(['rotate', old.id], { ACCESS_TOKEN_GRACE_SECONDS: '90' })
    expect(stdout.trim()).toMatch(TOKEN)
    expect(stdout.trim()).not.toBe(old.token)
    expect(stderr).toMatch(/not shown again\. The old one works for 90 seconds more\./)
    const server = await serve(cwd, env)
    expect(await statusOf(server, old.token)).toBe(200)
    expect(await statusOf(server, stdout.trim())).toBe(200)
  })

  it('revoke ends one, from the next request of a running server on', async () => {
    const server = await serve(cwd, env)
    const [one, other] = [issue('maria'), issue('maria')]
    expect(await statusOf(server, one.token)).toBe(200)
    expect(run(['revoke', one.id]).stdout).toBe('Revoked the token.\n')
    expect(await statusOf(server, one.token)).toBe(403)
    expect(await statusOf(server, other.token)).toBe(200)
    expect(run(['revoke', one.id])).toMatchObject({
      status: 0,
      stdout: 'The token had ended before.\n',
    })
    expect(run(['rotate', one.id])).toMatchObject({ status: 1, stdout: '' })
    expect(run(['rename', one.id, 'x']).stderr).toMatch(/has ended/)
  })

  it('revoke --user ends all of a user, but one', async () => {
    const [kept, ended] = [issue('maria'), issue('maria')]
    const foreign = issue('ana')
    expect(run(['revoke', '--user', 'maria', '--except', foreign.id]).stderr).toMatch(
      /--except names a token of another user/,
    )
    expect(run(['revoke', '--user', 'maria', '--except', kept.id]).stdout).toMatch(
      /^Revoked \d+ tokens of maria\.\n$/,
    )
    expect([kept, ended, foreign].map(({ id }) => stateOf(id))).toEqual([
      'active',
      'revoked',
      'active',
    ])
    expect(JSON.parse(run(['revoke', '--user', 'maria', '--json']).stdout)).toEqual({ revoked: 1 })
  })

  it('prune removes the records of tokens that ended long ago', () => {
    const { id } = issue('maria')
    run(['revoke', id])
    expect(run(['prune']).stdout).toBe(
      'Removed the records of 0 tokens that ended more than 7 days ago.\n',
    )
    expect(stateOf(id)).toBe('revoked')
    const { removed } = JSON.parse(run(['prune', '--days', '0', '--json']).stdout) as {
      removed: number
    }
    expect(removed).toBeGreaterThan(0)
    expect(stateOf(id)).toBeUndefined()
    expect(listed().length).toBeGreaterThan(0)
  })
})

describe('verify and explain', () => {
  const ask = (command: readonly string[], input: string) =>
    tokenapi(cwd, command, { env, input: `${input}\n` })

  it('verify needs no user for an access token, and a user for a classic one', () => {
    const { token, id } = issue('maria')
    expect(ask(['token', 'verify', '--json'], token)).toMatchObject({
      status: 0,
      stdout: '{"valid":true,"user":1}\n',
    })
    expect(ask(['token', 'verify', 'maria'], `secret-token:${token}`).status).toBe(0)
    expect(ask(['token', 'verify', 'ana'], token).status).toBe(1)
    expect(ask(['token', 'verify'], `${token.slice(0, -1)}-`).status).toBe(1)
    run(['revoke', id])
    expect(ask(['token', 'verify', '--json'], token)).toMatchObject({
      status: 1,
      stdout: '{"valid":false,"user":null}\n',
    })
    const classic = run(['new', 'maria']).stdout.trim()
    expect(ask(['token', 'verify', 'maria'], classic).status).toBe(0)
    expect(ask(['token', 'verify'], classic).stderr).toBe(
      'tokenapi: a classic token needs its user: write `tokenapi token verify USER`\n',
    )
  })

  it('explain prints the steps of an access token, and neither token nor digest', () => {
    const { token, id } = issue('maria', '--name', 'laptop', '--scope', 'a')
    const accepted = ask(['explain'], token)
    expect(accepted.stdout).toMatch(
      new RegExp(
        `^Accepted\\.[^]*✓ token [^]*✓ record +the token ${id} named "laptop", with the scopes a`,
      ),
    )
    run(['revoke', id])
    const refused = ask(['explain'], `Bearer ${token}`)
    expect(refused.stdout).toMatch(/^Refused: invalid_token\.[^]*✗ lifetime +revoked at /)
    expect([accepted.status, refused.status]).toEqual([0, 1])
    expect(accepted.stdout + refused.stdout).not.toContain(token.slice(8, 40))
  })
})

it('with AUDIT=true, commands record who got a token and who lost it', () => {
  const audit = { AUDIT: 'true' }
  const { id } = JSON.parse(run(['issue', 'maria', '--json'], audit).stdout) as Issued
  run(['revoke', id], audit)
  const events = tokenapi(cwd, ['audit', 'list', '--name', 'token', '--json'], { env })
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(events).toMatchObject([
    { name: 'token.issued', userId: '1', details: { tokenId: id } },
    { name: 'token.revoked', userId: '1', details: { tokenId: id } },
  ])
  expect(tokenapi(cwd, ['audit', 'verify'], { env }).status).toBe(0)
})

describe('clear errors, and never a token in one', () => {
  const UNKNOWN = '0'.repeat(22)
  it.each<[string, readonly string[], object, RegExp, number]>([
    ['no such user', ['issue', 'nobody'], {}, /there is no user with the name "nobody"/, 1],
    ['no such user', ['list', 'nobody'], {}, /there is no user with the name "nobody"/, 1],
    ['no such user', ['revoke', '--user', 'nobody'], {}, /no user with the name "nobody"/, 1],
    ['not active', ['issue', 'gone'], {}, /the user is not active: no token would be valid/, 1],
    ['no such id', ['revoke', UNKNOWN], {}, /no access token with the id "0{22}"/, 1],
    ['no such id', ['rotate', UNKNOWN], {}, /no access token with the id/, 1],
    ['no such id', ['rename', UNKNOWN, 'x'], {}, /no access token with the id/, 1],
    ['nothing named', ['revoke'], {}, /which tokens\? Write the id of one, or --user NAME/, 1],
    ['both named', ['revoke', UNKNOWN, '--user', 'maria'], {}, /which tokens\?/, 1],
    ['no user', ['revoke', UNKNOWN, '--except', UNKNOWN], {}, /--except needs --user/, 1],
    ['off', ['issue', 'maria'], { ACCESS_TOKENS: '' }, /are off: set ACCESS_TOKENS=true/, 1],
    ['off', ['list'], { ACCESS_TOKENS: 'false' }, /are off: set ACCESS_TOKENS=true/, 1],
    ['a wrong scope', ['issue', 'maria', '--scope', 'a b'], {}, /tokenapi: `scopes` must/, 1],
    ['a wrong life', ['issue', 'maria', '--expires-in', '0'], {}, /is not a number of days/, 2],
    [
      'a long name',
      ['issue', 'maria', '--name', 'x'.repeat(101)],
      {},
      /`name` must be 1 to 100 characters/,
      1,
    ],
  ])('%s: token %j', (_what, args, more, message, code) => {
    const { stdout, stderr, status } = run(args, more)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/unexpected|at .*\.js:/)
    expect({ stdout, status }).toEqual({ stdout: '', status: code })
  })

  it('a token in the place of an id is not repeated', () => {
    const { token } = issue('maria')
    for (const command of ['revoke', 'rotate']) {
      const { stderr, status } = run([command, token])
      expect(stderr).toMatch(/that is no id of a token/)
      expect(stderr).not.toContain(token.slice(5, 20))
      expect(status).toBe(1)
    }
  })

  it('no tables: the fix is `tokenapi migrate`', () => {
    const bare = folder()
    tokenapi(bare, ['migrate'])
    const database = new DatabaseSync(join(bare, 'tokenapi.sqlite3'))
    database.exec('DROP TABLE tokenapi_tokens')
    database.close()
    for (const args of [['list'], ['prune'], ['revoke', UNKNOWN]]) {
      const { stderr, status } = tokenapi(bare, ['token', ...args], { env })
      expect(stderr).toMatch(/^tokenapi: [^\n]*tokenapi_tokens[^\n]*tokenapi migrate[^\n]*\n$/)
      expect(status).toBe(1)
    }
    const server = tokenapi(bare, ['serve', '--port', '0'], { env })
    expect(server.stderr).toMatch(/tokenapi migrate/)
    expect(server.status).toBe(1)
  })
})

describe('many tokens', () => {
  const MANY = 60_000

  it('list prints them as they are read, in memory that does not grow, and a reader may leave early', async () => {
    const many = folder()
    tokenapi(many, ['migrate'])
    tokenapi(many, ['user', 'add', 'maria'], { input: 'a password\n' })
    tokenapi(many, ['token', 'issue', 'maria'], { env })
    const database = new DatabaseSync(join(many, 'tokenapi.sqlite3'))
    const columns = database
      .prepare("SELECT name FROM pragma_table_info('tokenapi_tokens')")
      .all()
      .map(({ name }) => String(name))
    const values = columns.map((name) =>
      name === 'id' || name === 'digest' ? `printf('%064d', n.i)` : name,
    )
    database.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
      INSERT INTO tokenapi_tokens (${columns.join(', ')})
      SELECT ${values.join(', ')} FROM tokenapi_tokens, n`,
    )
    database.close()

    const child = spawn(
      process.execPath,
      ['--max-old-space-size=64', BIN, 'token', 'list', '--json'],
      { cwd: many, env: { ...process.env, ...env } },
    )
    let lines = 0
    for await (const line of createInterface({ input: child.stdout })) {
      if (lines++ === 0) expect(JSON.parse(line)).toMatchObject({ userId: 1, state: 'active' })
    }
    expect(lines).toBe(MANY + 1)

    const early = spawn(process.execPath, [BIN, 'token', 'list'], {
      cwd: many,
      env: { ...process.env, ...env },
    })
    let errors = ''
    early.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    await once(early.stdout, 'data')
    early.stdout.destroy()
    const [code] = (await once(early, 'close')) as [number]
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  })
})
