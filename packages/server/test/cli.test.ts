/** The command line and the server as people run them: real processes, real curl, real signals. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, describe, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { freePort } from '../../../scripts/services.mjs'
import { copyDatabase } from '../../tokenapi/test/support/corpus.ts'
import { BIN, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET = 'canary-secret-5wQ9x-of-these-tests-long-enough'
afterEach(killAll)

/** The status of the answer to a request target, sent as it is. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get(url, { path, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    request.on('error', reject)
  })
}

describe('the first run', () => {
  it.skipIf(lacks('curl'))(
    'prints three calls that work when pasted, and shows a password once',
    async () => {
      const cwd = folder()
      const first = await serve(cwd)
      const calls = first.output().match(/^ {2}curl .*$/gm) ?? []
      expect(calls).toHaveLength(3)
      const answers = calls.map((call) =>
        execFileSync('sh', ['-c', `${call} -s`], { encoding: 'utf8' }),
      )
      expect(answers).toEqual([
        expect.stringMatching(
          /^\{"token": "[0-9a-z]{3}-[0-9a-f]{20}", "user": 1, "success": true\}$/,
        ),
        '{"success": true}',
        '{"test1": 49, "test2": "awesome", "success": true}',
      ])
      expect(await first.stop()).toBe(0)
      for (const name of ['tokenapi.secret', 'tokenapi.sqlite3']) {
        expect(statSync(join(cwd, name)).mode & 0o777).toBe(0o600)
      }
      const secret = readFileSync(join(cwd, 'tokenapi.secret'), 'utf8').trim()
      expect(first.output()).not.toContain(secret)

      const password = /password "([^"]+)"/.exec(first.output())?.[1] as string
      const second = await serve(cwd)
      expect(second.output()).not.toContain('password')
      const again = (calls[1] as string).replace(/http:\/\/[^/]+/, second.url)
      expect(execFileSync('sh', ['-c', `${again} -s`], { encoding: 'utf8' })).toBe(
        '{"success": true}',
      )
      expect(await second.stop()).toBe(0)
      expect(readFileSync(join(cwd, 'tokenapi.secret'), 'utf8').trim()).toBe(secret)
      expect(second.output()).not.toContain(password)
    },
  )
})

describe('the server', () => {
  it('writes no secret into its log, whatever the route', async () => {
    const cwd = folder()
    const env = { SECRET_KEY: SECRET }
    tokenapi(cwd, ['migrate'])
    tokenapi(cwd, ['user', 'add', 'maria'], { input: 'canary-password-7\n' })
    const token = tokenapi(cwd, ['token', 'new', 'maria'], { env }).stdout.trim()
    const server = await serve(cwd, env)
    const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(server.url + path, init)
    const form = new URLSearchParams({ username: 'maria', password: 'canary-password-7' })
    const basic = Buffer.from(`1:${token}`).toString('base64')
    const answers = [
      await ask('/token/new.json', { method: 'POST', body: form }),
      await ask(`/token/new.json?${form}`, { method: 'POST' }),
      await ask(`/token/${token}/1.json`),
      await ask(`/token/${token}/2.json`),
      await ask(`/index.json?user=1&token=${token}`),
      await ask('/whoami.json', {
        headers: { authorization: `Basic ${basic}`, cookie: `t=${token}` },
      }),
      await ask(`/nowhere/${token}`),
      await ask('/healthz'),
      await ask('/readyz'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([
      200, 401, 200, 401, 200, 200, 404, 200, 200,
    ])
    expect(answers.every(({ headers }) => headers.has('x-request-id'))).toBe(true)
    // As sent, which `fetch` would not do.
    const escaped = token.replace('-', '%2D')
    const every = [...token].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')
    const twice = every.replaceAll('%', '%25')
    const targets = [
      `http://maria:canary-password-7@target/token/${token}/1.json`,
      `http://target/token/${escaped}/1.json`,
      `//target/token/${escaped}/1.json`,
      `/token/${every}/1.json`,
      `/nowhere/${twice}`,
      `//maria:canary-password-7@target/x`,
      `/token/canary-password-7/1.json`,
      `/${'x'.repeat(252 - token.length)}/${token}`,
    ]
    const statuses = []
    for (const target of targets) statuses.push(await statusOf(server.url, target))
    expect(statuses).toEqual([200, 200, 404, 200, 404, 404, 404, 404])
    expect(await server.stop()).toBe(0)
    const secrets = [
      SECRET,
      'canary-password-7',
      token,
      escaped,
      every,
      twice,
      basic,
      'pbkdf2_sha256',
    ]
    for (const secret of [...secrets, token.slice(0, -1)]) {
      expect(server.output()).not.toContain(secret)
    }
    const lines = server.output().trim().split('\n')
    expect(lines.every((line) => typeof JSON.parse(line) === 'object')).toBe(true)
    expect(lines.filter((line) => line.includes('"msg":"request"'))).toHaveLength(
      answers.length + targets.length,
    )
  })

  it.runIf(process.platform === 'linux')('goes on where its log cannot be written', async () => {
    const cwd = folder()
    const port = await freePort()
    const child = spawn(
      'sh',
      ['-c', `exec "${process.execPath}" "${BIN}" serve --port ${port} >/dev/full`],
      { cwd },
    )
    try {
      const status = async (): Promise<unknown> =>
        (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status
      await expect.poll(status, { timeout: 20_000 }).toBe(200)
      for (let i = 0; i < 20; i++) expect(await status()).toBe(200)
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('warns of a refused login: whose it was, from where, and why', async () => {
    const cwd = folder()
    tokenapi(cwd, ['migrate'])
    tokenapi(cwd, ['user', 'add', 'maria'], { input: 'right-password\n' })
    const server = await serve(cwd, { SECRET_KEY: SECRET })
    const login = async (username: string, password: string): Promise<number> => {
      const body = new URLSearchParams({ username, password })
      return (await fetch(`${server.url}/token/new.json`, { method: 'POST', body })).status
    }
    expect(await login('maria', 'right-password')).toBe(200)
    expect(await login('maria', 'canary-of-a-wrong-one')).toBe(401)
    expect(await login('nobody\nfalse line', 'x')).toBe(401)
    expect(await server.stop()).toBe(0)
    expect(server.output()).not.toContain('canary-of-a-wrong-one')
    const lines = server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    const logins = lines.filter((line) => 'event' in line)
    const from = { address: '127.0.0.1', method: 'POST', path: '/token/new.json' }
    const failed = { level: 40, event: 'login.failed', ...from }
    expect(logins).toMatchObject([
      { level: 30, event: 'login.succeeded', ...from, username: 'maria', userId: '1' },
      { ...failed, username: 'maria', userId: '1', reason: 'wrong password' },
      { ...failed, username: 'nobody\nfalse line', reason: 'unknown user' },
    ])
  })

  it.each([
    ['goes on while nobody reads its log, counts the lines that are lost, and ends', 'sleep 600'],
    ['goes on when the reader of its log has gone', 'true'],
  ])('%s', async (_title, reader) => {
    const cwd = folder()
    const port = await freePort()
    const script = `trap '' PIPE; ("${process.execPath}" "${BIN}" serve --port ${port}; echo "code $?" >&2) | ${reader}`
    const shell = spawn('sh', ['-c', script], { cwd, detached: true })
    let errors = ''
    shell.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    try {
      const url = `http://127.0.0.1:${port}/healthz`
      const status = async (): Promise<unknown> => (await fetch(url).catch(() => undefined))?.status
      await expect.poll(status, { timeout: 20_000 }).toBe(200)
      // About 250 bytes a line: past the pipe's 64 KiB and the megabyte that is kept.
      const path = `${url}/${'x'.repeat(500)}`
      for (let i = 0; i < 150; i++) {
        const answers = Array.from({ length: 30 }, () => fetch(path, { method: 'POST' }))
        for (const answer of await Promise.all(answers)) expect(answer.status).toBe(404)
      }
      const pid = execFileSync('pgrep', ['-f', `serve --port ${port}`, '-n'], { encoding: 'utf8' })
      process.kill(Number(pid), 'SIGHUP')
      await expect.poll(() => errors, { timeout: 20_000 }).toContain('code 0')
      if (reader !== 'true')
        expect(errors).toMatch(/tokenapi: \d{3,} log lines could not be written/)
    } finally {
      // The whole group; where it has ended there is nothing to end.
      spawnSync('kill', ['-KILL', '--', `-${shell.pid}`])
    }
  })

  it('finishes what runs on SIGTERM', async () => {
    const cwd = folder()
    tokenapi(cwd, ['migrate'])
    tokenapi(cwd, ['user', 'add', 'maria'], { input: 'right-password\n' })
    const server = await serve(cwd, { SECRET_KEY: SECRET })
    const body = new URLSearchParams({ username: 'maria', password: 'right-password' })
    // Sent first; the signal comes while the password is being hashed.
    const login = fetch(`${server.url}/token/new.json`, { method: 'POST', body })
    await fetch(`${server.url}/healthz`)
    const ended = server.stop()
    expect((await login).status).toBe(200)
    expect(await ended).toBe(0)
  })

  it('says 503 while the database is locked, and is well afterwards', async () => {
    // Made by Django, so not in WAL mode: a writer's lock keeps readers out.
    const cwd = folder()
    const path = copyDatabase('django.sqlite3')
    const env = { SECRET_KEY: SECRET, DATABASE_URL: `sqlite:${path}`, COUNTERS: 'false' }
    const token = tokenapi(cwd, ['token', 'new', 'margot'], { env }).stdout.trim()
    const server = await serve(cwd, env)
    const view = `/whoami.json?user=1&token=${token}`
    const locker = new DatabaseSync(path)
    locker.exec('BEGIN EXCLUSIVE')
    const locked = await Promise.all([view, '/readyz'].map((each) => fetch(server.url + each)))
    expect(locked.map(({ status }) => status)).toEqual([503, 503])
    expect(locked.every(({ headers }) => headers.has('retry-after'))).toBe(true)
    locker.exec('COMMIT')
    locker.close()
    const free = await Promise.all([view, '/readyz'].map((each) => fetch(server.url + each)))
    expect(free.map(({ status }) => status)).toEqual([200, 200])
    expect(await server.stop()).toBe(0)
    // Each with its cause, for the operator.
    const causes = server.output().match(/^.*"error":.*$/gm) ?? []
    const error = expect.stringMatching(/locked/)
    expect(causes.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 50, event: 'authentication.unavailable', error }),
      expect.objectContaining({ level: 40, path: '/readyz', status: 503, error }),
    ])
  })
})

describe('commands', () => {
  const cwd = folder()
  const env = { SECRET_KEY: SECRET }
  it('make a database, users and tokens', () => {
    expect(tokenapi(cwd, ['migrate', '--dry-run']).stdout).toContain('CREATE TABLE')
    expect(tokenapi(cwd, ['migrate']).stdout).toMatch(
      /^Created the file \/.+\.sqlite3 and its tables\.\n$/,
    )
    expect(tokenapi(cwd, ['migrate']).stdout).toMatch(/^Nothing to do: the tables exist in .+\.\n$/)
    const added = tokenapi(cwd, ['user', 'add', 'zoé', '--json'], { input: 'right-password\n' })
    expect(JSON.parse(added.stdout)).toEqual({
      id: 1,
      username: 'zoé',
      isActive: true,
      passwordFormat: 'pbkdf2_sha256',
    })
    const token = tokenapi(cwd, ['token', 'new', 'zoé'], { env }).stdout
    const verify = (input: string) =>
      tokenapi(cwd, ['token', 'verify', '--id', '1'], { env, input })
    expect([verify(token).status, verify('x\n').status]).toEqual([0, 1])
    expect(tokenapi(cwd, ['user', 'deactivate', 'zoé']).stdout).toMatch(/zoé +no/)
    expect(verify(token).status).toBe(1)
    expect(tokenapi(cwd, ['user', 'activate', 'zoé']).status).toBe(0)
    expect(verify(token).status).toBe(0)
    expect(tokenapi(cwd, ['user', 'passwd', 'zoé'], { input: 'another-password\n' }).status).toBe(0)
    expect(verify(token).status).toBe(1)
    expect(tokenapi(cwd, ['user', 'show', '--id', '1', '--json']).stdout).toContain('"zoé"')
    expect(tokenapi(cwd, ['user', 'remove', 'zoé']).status).toBe(0)
    expect(tokenapi(cwd, ['user', 'list']).stdout.trim().split('\n')).toHaveLength(1)
  })
  it('take what comes after "--" for a name', () => {
    expect(tokenapi(cwd, ['user', 'add', '--', '-x'], { input: 'right-password\n' }).status).toBe(0)
    expect(tokenapi(cwd, ['user', 'remove', '--', '-x']).status).toBe(0)
  })
  it('take no password that could not be typed', () => {
    const add = (input: Buffer) => tokenapi(cwd, ['user', 'add', 'x'], { input })
    expect(add(Buffer.from('pä\n', 'latin1'))).toMatchObject({
      status: 1,
      stderr: 'tokenapi: the line on standard input is not UTF-8\n',
    })
    expect(add(Buffer.alloc(200_000, 'x')).stderr).toMatch(/is longer than 131072 bytes/)
    expect(tokenapi(cwd, ['user', 'list']).stdout).not.toMatch(/^\d+ +x /m)
  })
  it('say no also where nobody reads it', () => {
    const verify = `"${process.execPath}" "${BIN}" token verify nobody`
    const script = `(echo x | ${verify}; echo "code $?" >&2) | true`
    const { stderr } = spawnSync('sh', ['-c', script], {
      cwd,
      env: { ...process.env, SECRET_KEY: SECRET },
      encoding: 'utf8',
    })
    expect(stderr).toContain('code 1')
  })
  it.each([
    [
      'an unknown user',
      ['user', 'show', 'nobody'],
      {},
      1,
      /there is no user with the name "nobody"/,
    ],
    ['a mistyped flag', ['user', 'list', '--jsn'], {}, 2, /did you mean --json/],
    ['a mistyped command', ['usr'], {}, 2, /did you mean `user`/],
    [
      'an unknown database',
      ['user', 'list'],
      { DATABASE_URL: 'mongodb://x' },
      1,
      /DATABASE_URL: "mongodb" is not supported/,
    ],
    [
      'no database there',
      ['user', 'list'],
      { DATABASE_URL: 'sqlite:./none' },
      1,
      /there is no database at/,
    ],
    [
      'a database without users',
      ['user', 'list'],
      { DATABASE_URL: 'sqlite:./empty' },
      1,
      /no table "auth_user": run `tokenapi migrate`/,
    ],
    [
      'no database',
      ['user', 'list'],
      { DATABASE_URL: 'sqlite:./text' },
      1,
      /is not a SQLite database/,
    ],
    ['a bad port', ['serve'], { PORT: '70000' }, 1, /PORT must be 65535 or less; got "70000"/],
    [
      'a bad time zone',
      ['serve'],
      { TIME_ZONE: 'Mars', SECRET_KEY: SECRET },
      1,
      /TIME_ZONE.*"Mars"/,
    ],
    [
      'a weak secret in production',
      ['serve'],
      { NODE_ENV: 'production', SECRET_KEY: 'weak-canary' },
      1,
      /SECRET_KEY is shorter than 16 characters/,
    ],
    [
      'two secrets',
      ['serve'],
      { SECRET_KEY: SECRET, SECRET_KEY_FILE: 'x' },
      1,
      /set SECRET_KEY or SECRET_KEY_FILE, not both/,
    ],
    ['no secret in production', ['serve'], { NODE_ENV: 'production' }, 1, /SECRET_KEY is not set/],
    [
      'plain HTTP to the world in production',
      ['serve'],
      { NODE_ENV: 'production', SECRET_KEY: SECRET, HOST: '0.0.0.0' },
      1,
      /ALLOW_HTTP=true/,
    ],
    ['no password given', ['user', 'add', 'x'], {}, 1, /standard input is empty/],
  ])('%s: one sentence and an exit code', (_name, args, settings, status, sentence) => {
    writeFileSync(join(cwd, 'text'), 'no database at all, but a text of some length'.repeat(30))
    new DatabaseSync(join(cwd, 'empty')).close()
    const result = tokenapi(cwd, args, { env: settings })
    expect(result.status).toBe(status)
    expect(result.stderr).toMatch(sentence)
    expect(result.stderr.trim().split('\n')).toHaveLength(1)
    expect(result.stderr).not.toContain('weak-canary')
  })
  it('a port in use', async () => {
    const server = await serve(folder())
    const result = tokenapi(folder(), ['serve', '--port', new URL(server.url).port])
    expect([result.status, result.stderr]).toEqual([1, expect.stringMatching(/port \d+ is in use/)])
    await server.stop()
  })
  it.skipIf(lacks('bash'))(
    'a hundred thousand users stream, and a reader that leaves early is no error',
    () => {
      const database = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
      database.exec(`WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 100099)
      INSERT INTO auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
      SELECT i, '!', 0, 'user-' || i, '', '', 0, 1, '2024-01-01', '' FROM n`)
      database.close()
      const list = `node --max-old-space-size=40 '${BIN}' user list --json`
      const sh = (command: string): string =>
        execFileSync('bash', ['-o', 'pipefail', '-c', command], {
          cwd,
          encoding: 'utf8',
          env: { PATH: process.env['PATH'] ?? '' },
        }).trim()
      expect(sh(`${list} | wc -l`)).toBe('100000')
      expect(sh(`${list} | head -n 1`)).toContain('"user-100"')
    },
  )
  it('the secret it makes is long, and a file of it is its owner’s alone', () => {
    expect(tokenapi(cwd, ['secret']).stdout.trim()).toMatch(/^[\w-]{64}$/)
    expect(tokenapi(cwd, ['secret', '--write', 'mine']).status).toBe(0)
    expect(statSync(join(cwd, 'mine')).mode & 0o777).toBe(0o600)
    expect(tokenapi(cwd, ['secret', '--write', 'mine']).stderr).toMatch(/there is one already/)
  })
  it.each([
    [['--help']],
    [['user', 'add', '--help']],
    [['token', 'verify', '--help']],
    [['serve', '--help']],
  ])('help with examples: %s', (args) => expect(tokenapi(cwd, args).stdout).toContain('Examples:'))
})
