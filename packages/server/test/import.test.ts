/** Users in and out of files, by the command line as people run it, over every database. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'

import { afterEach, describe, expect, it } from 'vitest'

import { sqlAdmin } from 'tokenapi/admin'
import type { StoredUser, UserRecord } from '../../tokenapi/src/index.ts'
import { checkPassword } from '../../tokenapi/src/password/index.ts'
import { mysqlStore } from '../../tokenapi/src/stores/mysql/index.ts'
import { postgresStore } from '../../tokenapi/src/stores/postgres/index.ts'
import { type SqlStore, sqliteStore } from '../../tokenapi/src/stores/sqlite/index.ts'
import { copyDatabase } from '../../tokenapi/test/support/corpus.ts'
import {
  MARIADB,
  POSTGRES,
  freshMariadb,
  freshPostgres,
} from '../../tokenapi/test/support/databases.ts'
import { DJANGOS, DJANGO_SETTINGS, runDjango } from '../../tokenapi/test/support/django.ts'
import { describeEachPeer, itEachPeer } from '../../tokenapi/test/support/peers/each-peer.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { DATABASES, type DatabaseName } from '../../tokenapi/test/support/recorded-store.ts'
import { tcpProxy } from '../../tokenapi/test/support/tcp-proxy.ts'
import { BIN, folder, tokenapi } from './support/command-line.ts'

const FORMATS = ['csv', 'jsonl', 'json'] as const
const HASH =
  'pbkdf2_sha256$260000$6NYQNwT0U5g6DgDbaDP9fo$RylviAAQabAAa0pagQmwDlNhjkP7cDs4moxDTv+9IA4='

/** The URL of a database of its own: with the recorded users, or with none and our tables. */
async function databaseUrl(database: DatabaseName, recorded = false): Promise<string> {
  switch (database) {
    case 'SQLite':
      if (recorded) return `sqlite:${copyDatabase('django.sqlite3')}`
      return migrated(`sqlite:${join(folder(), 'db.sqlite3')}`)
    case 'PostgreSQL': {
      const { url } = await freshPostgres(recorded ? 'django-postgres.sql' : undefined)
      return recorded ? url : migrated(url)
    }
    case 'MariaDB': {
      const { url } = await freshMariadb(recorded ? 'django-mariadb.sql' : undefined)
      return recorded ? url : migrated(url)
    }
  }
}

async function migrated(url: string): Promise<string> {
  const store = storeAt(url)
  await sqlAdmin(store).migrate()
  await store.close()
  return url
}

function storeAt(url: string): SqlStore {
  if (url.startsWith('sqlite:')) return sqliteStore(url.slice(7), { create: true })
  return url.startsWith('postgres:') ? postgresStore(url) : mysqlStore(url)
}

async function usersAt(url: string): Promise<(StoredUser & UserRecord)[]> {
  const store = storeAt(url)
  const users: (StoredUser & UserRecord)[] = []
  for await (const user of sqlAdmin(store).records.list()) users.push(user)
  await store.close()
  return users
}

const namesAt = async (url: string): Promise<string[]> =>
  (await usersAt(url)).map(({ username }) => username)

/** Runs a command over a database, in a folder of its own with these files. */
function run(
  url: string,
  args: readonly string[],
  {
    files = {},
    ...options
  }: { files?: Record<string, string | Buffer>; input?: string; env?: object } = {},
) {
  const cwd = folder()
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content)
  const env = { DATABASE_URL: url, ...options.env }
  return { ...tokenapi(cwd, args, { env, input: options.input }), cwd }
}

const importFile = (
  url: string,
  name: string,
  content: string | Buffer,
  args: readonly string[] = [],
  env: object = {},
) => run(url, ['import', 'users', name, ...args], { files: { [name]: content }, env })

const started: ChildProcessWithoutNullStreams[] = []
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')))

/** An import that is fed by hand. */
function feeding(url: string, args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, 'import', 'users', '-', ...args], {
    env: { PATH: process.env['PATH'], HOME: tmpdir(), DATABASE_URL: url },
  })
  started.push(child)
  child.stdin.on('error', () => undefined)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (said += data.toString()))
  }
  return { child, closed: once(child, 'close'), said: () => said }
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10))
}

const csvOf = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `u${from + i},${HASH}\n`).join('')

const DIRECTIONS = DATABASES.flatMap((from, i) =>
  DATABASES.map((to, j) => [from, to, FORMATS[(i + j) % FORMATS.length] as string] as const),
)

describe('there and back', () => {
  itEachPeer(DIRECTIONS)('from %s to %s by way of %s', async (from, to, extension) => {
    const [source, target] = [await databaseUrl(from, true), await databaseUrl(to)]
    const cwd = folder()
    const file = join(cwd, `users.${extension}`)
    const exported = tokenapi(cwd, ['export', 'users', '--output', file], {
      env: { DATABASE_URL: source },
    })
    expect(exported).toEqual({
      status: 0,
      stdout: `Wrote 27 users with password hashes to ${file}, readable only by you.\n`,
      stderr: '',
    })
    const imported = run(target, ['import', 'users', file, '--passwords', 'any'])
    expect(imported).toMatchObject({ status: 0, stdout: '27 users were added.\n', stderr: '' })
    expect(await usersAt(target)).toEqual(await usersAt(source))
    const again = run(target, ['import', 'users', file, '--passwords', 'any', '--json'])
    expect(JSON.parse(again.stdout)).toEqual({
      added: 0,
      alreadyThere: 27,
      bad: 0,
      dryRun: false,
      stopped: false,
    })
  })
  it.each(FORMATS)('a table of one’s own, with uuids, by way of %s', (extension) => {
    const env = {
      USERS_TABLE: 'members_member',
      USERS_USERNAME: 'email',
      USERS_IS_ACTIVE: 'none',
      USERS_ID_TYPE: 'uuid',
    }
    const [source, target] = [1, 2].map(() => copyDatabase('django-custom.sqlite3')) as [
      string,
      string,
    ]
    const rows = (path: string): unknown => {
      const database = new DatabaseSync(path)
      const all = database.prepare('SELECT * FROM members_member ORDER BY id').all()
      database.close()
      return all
    }
    const emptied = new DatabaseSync(target)
    emptied.exec('DELETE FROM members_member')
    emptied.close()
    const file = join(folder(), `users.${extension}`)
    const model = extension === 'json' ? ['--model', 'members.Member'] : []
    run(`sqlite:${source}`, ['export', 'users', '--output', file, ...model], { env })
    const imported = run(`sqlite:${target}`, ['import', 'users', file, ...model], { env })
    expect(imported.stderr).toBe('')
    expect(rows(target)).toEqual(rows(source))
  })
})

describeEachPeer(DJANGOS)('beside %s', (version) => {
  const django = (script: string, data: unknown): unknown =>
    runDjango(version, `${DJANGO_SETTINGS}${script}`, data)

  it('what dumpdata writes is read, and what does not belong to users is told', async () => {
    const dump = django(
      `
import io
from django.core.management import call_command
from django.contrib.auth.models import Group, User
call_command('migrate', verbosity=0)
g = Group.objects.create(name='staff')
for name in ['maria', 'zoé']:
    u = User.objects.create_user(name, password='right ' + name, email=name + '@example.com'); u.groups.add(g)
out = io.StringIO()
call_command('dumpdata', 'auth.user', 'auth.group', stdout=out)
print(json.dumps(out.getvalue()))`,
      { hashers: ['django.contrib.auth.hashers.MD5PasswordHasher'] },
    ) as string
    const url = await databaseUrl('SQLite')
    const imported = importFile(url, 'users.json', dump)
    expect(imported).toMatchObject({
      status: 0,
      stdout:
        '2 users were added.\n2 hashes of md5: too weak to log in with, unless ALLOWED_HASHES names md5.\n',
    })
    expect(imported.stderr).toBe(
      'left out: 1 object of other models\nleft out: groups, user_permissions, kept in other tables\n',
    )
    const users = await usersAt(url)
    expect(users.map(({ id, username }) => [id, username])).toEqual([
      [1, 'maria'],
      [2, 'zoé'],
    ])
    expect(users[1]?.columns).toMatchObject({ email: 'zoé@example.com', is_staff: false })
    expect(await checkPassword('right zoé', users[1]?.password ?? '')).toBe(true)
  })

  it('loaddata reads what is exported, to the microsecond', async () => {
    const source = await databaseUrl('SQLite', true)
    const { cwd } = run(source, ['export', 'users', '--output', 'users.json'])
    const database = join(folder(), 'django.sqlite3')
    const names = django(
      `
from django.core.management import call_command
from django.contrib.auth.models import User
call_command('migrate', verbosity=0)
call_command('loaddata', data['file'], verbosity=0)
print(json.dumps([u.username for u in User.objects.order_by('pk')]))`,
      { database, file: join(cwd, 'users.json') },
    )
    expect(names).toHaveLength(27)
    expect(await usersAt(`sqlite:${database}`)).toEqual(await usersAt(source))
  })
})

describe('files as people have them', () => {
  const DAMAGED: [string, string, string | Buffer, RegExp][] = [
    ['an empty file', 'a.csv', '', /^tokenapi: a\.csv: it is empty: the first line must name/],
    ['an empty dump', 'a.json', '', /^tokenapi: a\.json: it is empty: `manage\.py dumpdata/],
    [
      'no header',
      'a.csv',
      `maria,${HASH}\n`,
      /^tokenapi: a\.csv, line 1: the first line must name the columns, such as "username,password"[^\n]*\ntokenapi: nothing was written\n$/,
    ],
    ['no passwords', 'a.csv', 'username\nmaria\n', /line 1: no field is called "password"/],
    ['a name twice', 'a.csv', 'username,email,email,password\n', /line 1: "email" is there twice/],
    [
      'two names for one thing',
      'a.csv',
      'pk,id,username,password\n',
      /line 1: "id" means the same as another field/,
    ],
    [
      'another delimiter',
      'a.csv',
      'username~password\nm~!\n',
      /line 1: the first line must name the columns/,
    ],
    [
      'a quote that never ends',
      'a.csv',
      'username,password\nx,!\n"maria,!\ny,!\n',
      /line 3: a quoted field/,
    ],
    [
      'a quote in a bare field',
      'a.csv',
      'username,password\nm"x",!\n',
      /line 2: a field that contains a quote/,
    ],
    [
      'a field that never ends',
      'a.csv',
      `username,password\n"${'x'.repeat(2 ** 21)}`,
      /line 2: it is longer/,
    ],
    [
      'a line that never ends',
      'a.jsonl',
      `{"username":"${'x'.repeat(2 ** 21)}`,
      /line 1: it is longer/,
    ],
    [
      'an object that never ends',
      'a.json',
      `[{"x":"${'x'.repeat(2 ** 21)}`,
      /object 1: it is longer/,
    ],
    [
      'a dump that is cut',
      'a.json',
      '[{"model":"auth.group","pk":1,"fields":{}},{',
      /object 2: it is not JSON, or cut/,
    ],
    ['no list', 'a.json', '{"username":"maria"}', /a\.json: it is not a list of objects/],
    [
      'UTF-16',
      'a.csv',
      Buffer.from('\ufeffusername,password\n', 'utf16le'),
      /line 1: it is not UTF-8/,
    ],
    [
      'Latin-1',
      'a.csv',
      Buffer.from('username,password\nzoé,!\n', 'latin1'),
      /line 2: it is not UTF-8/,
    ],
    [
      'Latin-1 behind a line of more than a chunk, and a character that two chunks share',
      'a.csv',
      Buffer.concat([
        Buffer.from(`username,password\n${'x'.repeat(2 ** 16 - 19)}é${'y'.repeat(2 ** 17)},!\n`),
        Buffer.from('zoé,!\n', 'latin1'),
      ]),
      /line 3: it is not UTF-8/,
    ],
    [
      'a character that two chunks share and one does not end',
      'a.csv',
      Buffer.concat([
        Buffer.from(`username,password\n${'x'.repeat(2 ** 16 - 19)}`),
        Buffer.from([0xe2, 0x82, 0x0a]),
      ]),
      /line 2: it is not UTF-8/,
    ],
    ['no format', 'a.txt', 'x', /the format of a\.txt is unknown: use --format csv\|jsonl\|django/],
  ]
  const untouched = databaseUrl('SQLite')
  it.each(DAMAGED)('%s', async (_name, file, content, sentence) => {
    const url = await untouched
    const { status, stdout, stderr } = importFile(url, file, content, ['--on-error', 'skip'])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(sentence)
    expect(await namesAt(url)).toEqual([])
  })
  it('no file, and a folder', async () => {
    const url = await databaseUrl('SQLite')
    expect(run(url, ['import', 'users', 'none.csv']).stderr).toBe(
      'tokenapi: there is no file at none.csv\n',
    )
    expect(run(url, ['import', 'users', '.']).stderr).toMatch(/is a folder/)
  })
  it('a byte order mark, CRLF, blank lines, line ends in quotes, no end of line at the end', async () => {
    const url = await databaseUrl('SQLite')
    const file =
      '\ufeffusername, password ,first_name,last_login,is_active\r\n' +
      'a,!,"two\r\nlines",,t\r\n\r\n"b ""B""",!,"",2024-02-29T12:00:00+02:00,no'
    expect(importFile(url, 'a.csv', file)).toMatchObject({ status: 0, stderr: '' })
    expect(await usersAt(url)).toMatchObject([
      { username: 'a', isActive: true, columns: { first_name: 'two\r\nlines', last_login: null } },
      {
        username: 'b "B"',
        isActive: false,
        columns: { first_name: '', last_login: '2024-02-29T10:00:00.000000Z' },
      },
    ])
    const lines =
      '\ufeff{"username":"c","password":"!","email":"\u2028"}\r\n\r\n{"username":"d","password":"!"}'
    expect(importFile(url, 'a.jsonl', lines)).toMatchObject({ status: 0, stderr: '' })
    const dump = '\ufeff [{"model":"AUTH.User","pk":9,"fields":{"username":"e","password":"!"}}]'
    expect(importFile(url, 'a.json', dump)).toMatchObject({ status: 0, stderr: '' })
    expect(await namesAt(url)).toEqual(['a', 'b "B"', 'c', 'd', 'e'])
  })
  it('standard input', async () => {
    const url = await databaseUrl('SQLite')
    const args = ['import', 'users', '-', '--format', 'csv']
    const piped = run(url, args, { input: `id,username,password\n17,maria,${HASH}\n` })
    expect(piped).toMatchObject({ status: 0, stdout: '1 user was added.\n', stderr: '' })
    expect(await usersAt(url)).toMatchObject([{ id: 17, username: 'maria', password: HASH }])
  })
})

describe('bad rows', () => {
  const ROWS: [string, string, string][] = [
    ['no user name', `,${HASH},t,,`, 'it has no user name'],
    ['a plain password', 'm1,canary-7,t,,', 'the password is no known hash (--passwords plain'],
    [
      'a word that names a format',
      'm2,crypt,t,,',
      'the password is no known hash (--passwords plain',
    ],
    ['no boolean', `m3,${HASH},maybe,,`, '"is_active" must be true or false'],
    ['an empty boolean', `m4,${HASH},,,`, '"is_active" must be true or false'],
    ['no number', `m5,${HASH},t,x7,`, 'the id is not of type integer'],
    ['beyond 64 bits', `m6,${HASH},t,9223372036854775808,`, 'the id is not of type integer'],
    ['too long', `${'x'.repeat(151)},${HASH},t,,`, '"username" holds at most 150 characters'],
    ['too few fields', 'm7', 'it has 1 fields, and the first line names 5'],
    ['no moment', `m8,${HASH},t,,yesterday`, '"last_login" must be a timestamp such as'],
    ['taken', 'first,!,t,,', 'there is such a user already, with another password'],
    ['an id that is taken', `m9,${HASH},t,5,`, 'the id is taken, by "first"'],
    ['a name that is taken', `first,${HASH},t,6,`, 'the user name is taken, with the id 5'],
  ]
  const HEADER = 'username,password,is_active,id,last_login\n'
  const good = (name: string, id: string): string => `${name},${HASH},t,${id},\n`

  it('are left out where that is said, each with its line, its name and why', async () => {
    const url = await databaseUrl('SQLite')
    const rows = ROWS.map(([, row], i) => `${row}\n${good(`after-${i}`, '')}`)
    const file = HEADER + good('first', '5') + rows.join('')
    const { status, stdout, stderr } = importFile(url, 'a.csv', file, ['--on-error', 'skip'])
    const reported = stderr.trim().split('\n')
    expect(status).toBe(1)
    expect(stdout).toBe('14 users were added.\n13 bad rows were left out.\n')
    expect(reported).toHaveLength(ROWS.length)
    for (const [i, [name, row, reason]] of ROWS.entries()) {
      const line = reported.find((each) => each.startsWith(`a.csv, line ${3 + 2 * i}`))
      expect(line, name).toContain(reason)
      const username = row.split(',')[0]?.slice(0, 80) ?? ''
      if (!['', 'm7'].includes(username)) expect(line, name).toContain(`, "${username}": `)
    }
    expect(stderr).not.toMatch(/canary-7|pbkdf2_sha256\$260000/)
  })
  it('end the run otherwise, before anything of their batch is written', async () => {
    const url = await databaseUrl('SQLite')
    const file = `${HEADER}${good('first', '')}maria,canary-7,t,,\n${good('last', '')}`
    expect(importFile(url, 'users.csv', file)).toMatchObject({
      status: 1,
      stdout: '',
      stderr:
        'tokenapi: users.csv, line 3, "maria": the password is no known hash (--passwords plain hashes plain ones)\n' +
        'tokenapi: nothing was written\n',
    })
    expect(await namesAt(url)).toEqual([])
  })
  it('in JSON lines and dumps they have a line or a number', async () => {
    const url = await databaseUrl('SQLite')
    const lines = [
      { username: 'a', password: '!', id: 1.5 },
      ['b'],
      { username: 'c' },
      { username: 'd', password: '!', email: { at: 'example.com' } },
      { username: 'e', password: '!', is_staff: null },
    ].map((line) => JSON.stringify(line))
    const jsonl = importFile(url, 'a.jsonl', `{"user\n${lines.join('\n')}\n`, [
      '--on-error',
      'skip',
    ])
    expect(jsonl.stderr).toBe(
      'a.jsonl, line 1: it is not a JSON object\n' +
        'a.jsonl, line 2, "a": the id is not of type integer\n' +
        'a.jsonl, line 3: it is not a JSON object\n' +
        'a.jsonl, line 4, "c": it has no password\n' +
        'a.jsonl, line 5, "d": "email" is a list or an object, and its column holds no JSON (in a dump: a natural key, dump without --natural-foreign)\n',
    )
    expect(await usersAt(url)).toMatchObject([{ username: 'e', columns: { is_staff: false } }])
    const dump =
      '[{"pk":1},{"model":"auth.user","pk":"x","fields":{"username":"f","password":"!"}}]'
    expect(importFile(url, 'a.json', dump, ['--on-error', 'skip']).stderr).toBe(
      'a.json, object 1: it has no "model" and "fields", as dumpdata writes them\n' +
        'a.json, object 2, "f": the id is not of type integer\n',
    )
  })
  it('a field without a column stops the run, or is left out where that is said', async () => {
    const url = await databaseUrl('SQLite')
    const file = 'username,password,nick\nmaria,!,m\n'
    expect(importFile(url, 'a.csv', file, ['--on-error', 'skip']).stderr).toMatch(
      /line 1: the table has no column "nick" \(--ignore-unknown leaves it out\)/,
    )
    expect(importFile(url, 'a.csv', file, ['--ignore-unknown']).status).toBe(0)
    expect(await namesAt(url)).toEqual(['maria'])
  })
  itEachPeer(DATABASES)('two rows that are one user to the database: %s', async (database) => {
    const url = await databaseUrl(database)
    const file = `username,password,id\na,!,1\nb,!,2\na,!,\nb,${HASH},\nc,!,1\n`
    const { stderr, stdout } = importFile(url, 'a.csv', file, ['--on-error', 'skip'])
    expect(stderr).toBe(
      'a.csv, line 5, "b": there is such a user already, with another password\n' +
        'a.csv, line 6, "c": the id is taken, by "a"\n',
    )
    expect(stdout).toBe(
      '2 users were added.\n1 user was there already.\n2 bad rows were left out.\n',
    )
  })
  it.skipIf(MARIADB === undefined)(
    'a collation that takes one name for another is the database’s to tell',
    async () => {
      const { url, query } = await freshMariadb()
      await migrated(url)
      await query('ALTER TABLE auth_user MODIFY username varchar(150) NOT NULL')
      const file = 'username,password\nzoe,!\nmax,!\nZoé,!\nlea,!\n'
      const { stderr, stdout } = importFile(url, 'a.csv', file, ['--on-error', 'skip'])
      expect(stderr).toMatch(/^a\.csv, line 4, "Zoé": the user name is taken, by "zoe"\n$/)
      expect(stdout).toBe('3 users were added.\n1 bad row was left out.\n')
      const again = importFile(url, 'a.csv', file, ['--on-error', 'skip'])
      expect(again.stderr).toBe('a.csv, line 4, "Zoé": the user name is taken, by "zoe"\n')
    },
  )
})

describe('going on', () => {
  const HEADER = 'username,password\n'
  it('after a bad row: what stood before its batch is there, and is counted the next time', async () => {
    const url = await databaseUrl('SQLite')
    const rows = [csvOf(1, 5), 'u6,oops\n', csvOf(7, 9)]
    const stopped = importFile(url, 'a.csv', HEADER + rows.join(''), ['--batch', '2'])
    expect(stopped.stderr).toMatch(
      /line 7, "u6": .*\ntokenapi: 4 users were added before, and no batch in part: run the same command again/,
    )
    expect(await namesAt(url)).toEqual(['u1', 'u2', 'u3', 'u4'])
    const mended = HEADER + csvOf(1, 9)
    const after = importFile(url, 'a.csv', mended, ['--batch', '2'])
    expect(after.stdout).toBe('5 users were added.\n4 users were there already.\n')
    expect(await namesAt(url)).toHaveLength(9)
  })
  itEachPeer(DATABASES)(
    'after kill -9, over %s: no row is lost and none is there twice',
    async (database) => {
      const url = await databaseUrl(database)
      const store = storeAt(url)
      const content = HEADER + csvOf(1, 5_000)
      const { child, closed } = feeding(url, ['--format', 'csv', '--batch', '500'])
      // Half of the file has come, and some of it is written: it is killed in the midst of its work.
      child.stdin.write(content.slice(0, content.length / 2))
      await until(async () => (await store.findByUsername('u500')) !== undefined)
      child.kill('SIGKILL')
      await closed
      const written = (await namesAt(url)).length
      expect(written % 500).toBe(0)
      expect(written).toBeLessThan(5_000)

      const again = importFile(url, 'a.csv', content, ['--batch', '500', '--json'])
      expect(JSON.parse(again.stdout)).toMatchObject({
        added: 5_000 - written,
        alreadyThere: written,
      })
      const names = await namesAt(url)
      expect(names).toEqual(Array.from({ length: 5_000 }, (_, i) => `u${i + 1}`))
      await store.close()
    },
  )
  it.skipIf(POSTGRES === undefined)(
    'after a database that went away: exit code 3, and what was written is told',
    async () => {
      const direct = await databaseUrl('PostgreSQL')
      const proxy = await tcpProxy(Number(new URL(direct).port))
      const through = new URL(direct)
      through.port = String(proxy.port)
      const store = storeAt(direct)
      const { child, closed, said } = feeding(through.href, ['--format', 'csv', '--batch', '100'])
      child.stdin.write(HEADER + csvOf(1, 150))
      await until(async () => (await store.findByUsername('u100')) !== undefined)
      await proxy.refuse()
      child.stdin.end(csvOf(151, 300))
      expect(await closed).toEqual([3, null])
      expect(said()).toMatch(
        /tokenapi: at least (?:0|100) users were added before, and no batch in part/,
      )
      expect(await namesAt(direct)).toHaveLength(100)
      await store.close()
    },
  )
  it('a dry run looks at every row and writes nothing', async () => {
    const url = await databaseUrl('SQLite')
    const file = `${HEADER}a,!\nb,plain\nc,!\na,!\n`
    const dry = importFile(url, 'a.csv', file, ['--dry-run', '--on-error', 'skip', '--batch', '1'])
    expect(dry.stdout).toBe('2 users would be added.\n2 bad rows were left out.\n')
    expect(dry.stderr).toMatch(/line 5, "a": the user name is also in line 2/)
    expect(await namesAt(url)).toEqual([])
  })
})

describe('plain passwords', () => {
  const env = { PASSWORD_ITERATIONS: '1000' }
  const file = 'username,password\nmaria,canary-1\nzoé,"canary ""2"""\ndollar,$ecret$1\n'

  it('are hashed, fit, and are left alone the second time', async () => {
    const url = await databaseUrl('SQLite')
    const flags = ['--passwords', 'plain', '--batch', '2']
    expect(importFile(url, 'a.csv', file, flags, env)).toMatchObject({
      status: 0,
      stdout: '3 users were added.\n',
      stderr: '',
    })
    const users = await usersAt(url)
    expect(users.every(({ password }) => password.startsWith('pbkdf2_sha256$1000$'))).toBe(true)
    expect(await checkPassword('canary-1', users[0]?.password ?? '')).toBe(true)
    expect(await checkPassword('canary "2"', users[1]?.password ?? '')).toBe(true)
    const again = importFile(url, 'a.csv', `${file}new,canary-3\n`, flags, env)
    expect(again.stdout).toBe(
      '1 user was added.\n3 users were there already, and their passwords are as before.\n',
    )
    expect((await usersAt(url)).slice(0, 3)).toEqual(users)
  })
  it('that are none are bad rows, and no password is told', async () => {
    const url = await databaseUrl('SQLite')
    const rows = `${file}maria,canary-4\nx,"${HASH}"\ny,\n`
    const args = ['--passwords', 'plain', '--on-error', 'skip', '--batch', '1']
    const { stderr } = importFile(url, 'a.csv', rows, args, env)
    expect(stderr).toBe(
      'a.csv, line 5, "maria": the user name is also in line 2\n' +
        'a.csv, line 6, "x": the password is a hash already (pbkdf2_sha256): leave out --passwords plain\n' +
        'a.csv, line 7, "y": the password is empty\n',
    )
    expect(await namesAt(url)).toEqual(['maria', 'zoé', 'dollar'])
  })
})

describe('export', () => {
  it('writes a file of its owner’s own, and over nothing that is there', async () => {
    const url = await databaseUrl('SQLite', true)
    const { cwd } = run(url, ['export', 'users', '--output', 'a.csv'])
    expect(statSync(join(cwd, 'a.csv')).mode & 0o777).toBe(0o600)
    expect(readdirSync(cwd)).toEqual(['a.csv'])
    const before = readFileSync(join(cwd, 'a.csv'), 'utf8')
    const env = { DATABASE_URL: url }
    const again = tokenapi(cwd, ['export', 'users', '--output', 'a.csv'], { env })
    expect([again.status, again.stderr]).toEqual([
      1,
      'tokenapi: a.csv cannot be written: there is one already\n',
    ])
    expect(readFileSync(join(cwd, 'a.csv'), 'utf8')).toBe(before)
    const nowhere = tokenapi(cwd, ['export', 'users', '--output', 'no/a.csv'], { env })
    expect([nowhere.status, nowhere.stderr]).toEqual([
      1,
      'tokenapi: no/a.csv cannot be written: ENOENT\n',
    ])
    mkdirSync(join(cwd, 'a.json.part'))
    expect(tokenapi(cwd, ['export', 'users', '--output', 'a.json'], { env }).status).toBe(1)
    expect(existsSync(join(cwd, 'a.json'))).toBe(false)
  })
  it('of nobody is a file that can be read', async () => {
    const url = await databaseUrl('SQLite')
    for (const extension of FORMATS) {
      const file = join(folder(), `a.${extension}`)
      expect(run(url, ['export', 'users', '--output', file]).stdout).toMatch(/^Wrote 0 users /)
      expect(run(url, ['import', 'users', file])).toMatchObject({
        status: 0,
        stdout: '0 users were added.\n',
      })
    }
  })
  it('a column by the name of one of ours keeps it', async () => {
    const path = join(folder(), 'db.sqlite3')
    const database = new DatabaseSync(path)
    database.exec(
      `CREATE TABLE people (number INTEGER PRIMARY KEY, email TEXT UNIQUE, username TEXT, secret TEXT, id TEXT);
       INSERT INTO people VALUES (1, 'a@example.com', 'Ada', '!', NULL), (2, 'b@example.com', '', '!', 'x,"y"')`,
    )
    const env = {
      USERS_TABLE: 'people',
      USERS_ID: 'number',
      USERS_USERNAME: 'email',
      USERS_PASSWORD: 'secret',
      USERS_IS_ACTIVE: 'none',
    }
    const { stdout } = run(`sqlite:${path}`, ['export', 'users'], { env })
    expect(stdout).toBe(
      'number,email,password,username,id\n1,a@example.com,!,Ada,\n2,b@example.com,!,"","x,""y"""\n',
    )
    const rows = database.prepare('SELECT * FROM people').all()
    database.exec('DELETE FROM people')
    const imported = run(`sqlite:${path}`, ['import', 'users', 'a.csv'], {
      env,
      files: { 'a.csv': stdout },
    })
    expect(imported.stderr).toBe('')
    expect(database.prepare('SELECT * FROM people').all()).toEqual(rows)
    database.close()
  })
})

it.skipIf(lacks('bash'))('a hundred thousand users go out and in, in little memory', async () => {
  const [source, target] = [await databaseUrl('SQLite'), await databaseUrl('SQLite')]
  const database = new DatabaseSync(source.slice('sqlite:'.length))
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
    INSERT INTO auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)
    SELECT i, '${HASH}', 0, 'user-' || i, '', '', 0, 1, '2024-01-01 00:00:00', '' FROM n`)
  database.close()
  const command = (url: string, rest: string): string =>
    `DATABASE_URL='${url}' node --max-old-space-size=40 '${BIN}' ${rest}`
  const piped = `${command(source, 'export users')} | ${command(target, 'import users - --format csv')}`
  const answer = execFileSync('bash', ['-o', 'pipefail', '-c', piped], { encoding: 'utf8' })
  expect(answer).toBe('100,000 users were added.\n')
})
