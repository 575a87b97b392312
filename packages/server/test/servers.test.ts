/** The command line and the server over PostgreSQL and MariaDB. */
import { afterEach, expect, it } from 'vitest'

import { freshMariadb, freshPostgres } from '../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../tokenapi/test/support/peers/each-peer.ts'
import { type Outcome, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
/** A connection kept over a command, which stops this process's clock, may be closed at its other end. */
const ONCE = { connection: 'close' }
afterEach(killAll)

const SERVERS = [
  ['PostgreSQL', freshPostgres],
  ['MariaDB', freshMariadb],
] as const

describeEachPeer(SERVERS)('over %s', (name, fresh) => {
  it('from an empty database to a guarded view', async () => {
    const { url, query } = await fresh()
    const cwd = folder()
    const env = { SECRET_KEY, DATABASE_URL: url, PASSWORD_ITERATIONS: '1000' }
    const run = (args: readonly string[], input?: string): Outcome =>
      tokenapi(cwd, args, { env, input })

    expect(run(['user', 'list'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/has no table "auth_user": run `tokenapi migrate`/),
    })
    const dry = run(['migrate', '--dry-run'])
    expect(dry).toMatchObject({ status: 0, stderr: '' })
    expect(dry.stdout).toMatch(/CREATE TABLE IF NOT EXISTS .auth_user.[^]*tokenapi_kept_tokens/)
    expect(run(['migrate']).stdout).toMatch(
      /^Created the tables in (?:PostgreSQL|MySQL) at \S+:\d+\/\w+\.\n$/,
    )
    expect(run(['migrate']).stdout).toMatch(/^Nothing to do: the tables exist in .+\.\n$/)

    expect(run(['user', 'add', 'zoé', '--json'], 'right-password\n').stdout).toBe(
      '{"id":1,"username":"zoé","isActive":true,"passwordFormat":"pbkdf2_sha256"}\n',
    )
    expect(run(['user', 'add', 'zoé'], 'right-password\n')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/there is a user "zoé" or with its id already/),
    })
    expect(run(['user', 'show', 'Zoé'])).toMatchObject({ status: 1 })
    const token = run(['token', 'new', 'zoé']).stdout.trim()
    expect(run(['token', 'verify', 'zoé'], `${token}\n`)).toMatchObject({ status: 0 })

    const server = await serve(cwd, env)
    const call = (path: string): Promise<number> =>
      fetch(`${server.url}${path}`, { headers: ONCE }).then(({ status }) => status)
    expect(await call(`/whoami.json?user=1&token=${token}`)).toBe(200)
    expect(await call('/readyz')).toBe(200)

    // An old hash: the login makes a new one, and the token of the old one is still good.
    const [before] = await query<{ password: string }>('SELECT password FROM auth_user')
    const old = tokenapi(cwd, ['user', 'passwd', 'zoé'], {
      env: { ...env, PASSWORD_ITERATIONS: '10' },
      input: 'right-password\n',
    })
    expect(old.status).toBe(0)
    const held = run(['token', 'new', 'zoé']).stdout.trim()
    expect(await call(`/whoami.json?user=1&token=${token}`)).toBe(403)
    const login = await fetch(`${server.url}/token/new.json`, {
      method: 'POST',
      headers: ONCE,
      body: new URLSearchParams({ username: 'zoé', password: 'right-password' }),
    })
    const fresher = ((await login.json()) as { token: string }).token
    expect(fresher).not.toBe(held)
    const [after] = await query<{ password: string }>('SELECT password FROM auth_user')
    expect(after?.password).toMatch(/^pbkdf2_sha256\$1000\$/)
    expect(after?.password).not.toBe(before?.password)
    for (const each of [held, fresher]) {
      expect(await call(`/whoami.json?user=1&token=${each}`)).toBe(200)
      expect(run(['token', 'verify', 'zoé'], `${each}\n`).status).toBe(0)
    }
    expect(run(['user', 'deactivate', 'zoé']).status).toBe(0)
    expect(await call(`/whoami.json?user=1&token=${held}`)).toBe(403)
    expect(run(['user', 'activate', 'zoé']).status).toBe(0)
    expect(run(['user', 'passwd', 'zoé'], 'another-password\n').status).toBe(0)
    for (const each of [held, fresher]) {
      expect(await call(`/whoami.json?user=1&token=${each}`)).toBe(403)
    }
    expect(run(['user', 'remove', 'zoé']).status).toBe(0)
    expect(run(['user', 'list', '--json']).stdout).toBe('')

    expect(await server.stop()).toBe(0)
    expect(server.output()).toContain('password.upgraded')
    for (const secret of [SECRET_KEY, held, fresher, 'right-password', String(after?.password)]) {
      expect(server.output()).not.toContain(secret)
    }
  })

  it('a server that may not start says why and ends', async () => {
    const { url } = await fresh()
    const { status, stderr } = tokenapi(folder(), ['serve', '--port', '0'], {
      env: { SECRET_KEY, DATABASE_URL: url },
    })
    expect(stderr).toMatch(/has no table "auth_user": run `tokenapi migrate`/)
    expect(status).toBe(1)
  })

  it('a URL that is wrong: one sentence that says what to mend, and no password in it', async () => {
    const { url } = await fresh()
    const cwd = folder()
    const run = (wrong: string): Outcome =>
      tokenapi(cwd, ['user', 'list'], { env: { DATABASE_URL: wrong } })
    const parsed = new URL(url)
    const changed = (change: (to: URL) => void): string => {
      const copy = new URL(url)
      change(copy)
      return copy.href
    }
    const nowhere = run(changed((to) => (to.port = '1')))
    expect(nowhere).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/the database does not answer/),
    })
    const missing = run(changed((to) => (to.pathname = '/no-such-database')))
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringMatching(/no-such-database/) })
    const scheme = run(url.replace(/^\w+:/, 'oracle:'))
    expect(scheme).toMatchObject({ status: 1, stderr: expect.stringMatching(/not supported/) })
    const host = run(`${parsed.protocol}//user:canary-password@`)
    expect(host).toMatchObject({ status: 1, stderr: expect.stringMatching(/DATABASE_URL/) })
    const login = run(
      changed((to) => {
        to.username = 'nobody'
        to.password = 'canary-password'
      }),
    )
    // PostgreSQL's test server trusts whoever exists.
    expect(login.status).toBe(1)
    expect(login.stderr).toMatch(/refuses our role/)
    for (const { stderr } of [nowhere, missing, scheme, host, login]) {
      expect(stderr).not.toContain('canary-password')
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stderr, name).not.toContain('unexpected')
    }
  })
})
