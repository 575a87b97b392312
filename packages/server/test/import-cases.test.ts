/** Files that people have, and what `tokenapi import` makes of them: the inputs are in `cases/`. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, describe, expect, it } from 'vitest'

import {
  MARIADB,
  MYSQL,
  POSTGRES,
  freshMariadb,
  freshMysql,
  freshPostgres,
} from '../../tokenapi/test/support/databases.ts'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

const CASES = join(import.meta.dirname, 'cases')
afterEach(killAll)

type Env = Readonly<Record<string, string>>

/** Runs an import of a file of `cases/`, or of a text, into a database. */
function importCase(env: Env, name: string, args: readonly string[] = [], text?: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  writeFileSync(join(cwd, name), text ?? readFileSync(join(CASES, name)))
  return tokenapi(cwd, ['import', 'users', name, ...args], { env })
}

/** A SQLite file with Django's table, or with what these statements make. */
function database(...statements: string[]): { env: Env; file: DatabaseSync } {
  const path = join(folder(), 'db.sqlite3')
  const env = { DATABASE_URL: `sqlite:${path}` }
  if (statements.length === 0) tokenapi(folder(), ['migrate'], { env })
  const file = new DatabaseSync(path)
  for (const statement of statements) file.exec(statement)
  return { env, file }
}

const names = (file: DatabaseSync): unknown[] =>
  file
    .prepare('SELECT username FROM auth_user ORDER BY id')
    .all()
    .map((row) => row['username'])

const ADDED = { status: 0, stdout: '1 user was added.\n', stderr: '' }

describe('CSV', () => {
  it('lines that end with CR alone', () => {
    const { env, file } = database()
    const result = importCase(env, 'cr-only.csv', ['--passwords', 'plain'])
    expect(result).toEqual(ADDED)
    expect(names(file)).toEqual(['anna'])
    const hashed = importCase(env, 'cr-only.csv')
    expect(hashed.stderr).toMatch(
      /^tokenapi: cr-only\.csv, line 2, "anna": the password is no known/,
    )
    expect(hashed.stderr).not.toContain('hunter2secret')
    const several = 'username,password,last_name\ra,!,"b\rc"\rd,!,\re,x,\r'
    expect(importCase(env, 'a.csv', ['--on-error', 'skip'], several).stderr).toMatch(
      /^a\.csv, line 5, "e"/,
    )
  })
  it('a first line that names no columns: no cell of it is printed', () => {
    const { env } = database()
    for (const [name, text] of [
      ['no-header.csv', undefined],
      ['a.csv', 'anna;hunter2secret\n'],
      ['a.csv', 'hunter2secret\n'],
      ['a.csv', 'password,hunter2secret\n'],
      ['a.csv', 'username,hunter2secret,hunter2secret\n'],
      ['a.csv', 'anna,"hunter2secret\n'],
    ] as const) {
      const { status, stdout, stderr } = importCase(env, name, ['--on-error', 'skip'], text)
      expect([status, stdout]).toEqual([1, ''])
      expect(stderr).not.toContain('hunter2secret')
      expect(stderr).toMatch(/must name the columns|no field is called|a quoted field never ends/)
    }
  })
  it('a line `sep=;`, as Excel writes it, names the delimiter', () => {
    const { env, file } = database()
    // Its hash is cut, which is told with the right line.
    expect(importCase(env, 'sep-line.csv').stderr).toMatch(
      /^tokenapi: sep-line\.csv, line 3, "anna": the password is a pbkdf2_sha256 hash that is cut/,
    )
    expect(importCase(env, 'sep-line.csv', ['--passwords', 'any'])).toEqual(ADDED)
    expect(names(file)).toEqual(['anna'])
  })
  it.each([
    ['semicolons', 'username;password;is_active\nanna;!;1\n'],
    ['tabs', 'username\tpassword\nanna\t!\n'],
    ['bars', 'username|password\nanna|!\n'],
    ['sep= with a delimiter of its own', 'sep=~\nusername~password\nanna~!\n'],
    ['sep= behind a byte order mark', '\ufeffsep=,\r\nusername,password\r\nanna,!\r\n'],
    ['quoted names', '"username";"password"\n"anna";"!"\n'],
    ['names in capitals', 'USERNAME,PassWord,Is_Active\nanna,!,t\n'],
    ['empty columns at the end', 'username,password,,\nanna,!,,\n'],
    ['a value that holds another delimiter', 'username,password,last_name\nanna,!,a;b|c\n'],
  ])('%s', (_name, text) => {
    const { env, file } = database()
    expect(importCase(env, 'a.csv', [], text)).toEqual(ADDED)
    expect(names(file)).toEqual(['anna'])
  })
  it('names of columns in any case', () => {
    const { env, file } = database()
    expect(importCase(env, 'header-case.csv')).toEqual(ADDED)
    expect(names(file)).toEqual(['anna'])
    expect(importCase(env, 'a.csv', [], 'Username,password,USERNAME\na,!,b\n').stderr).toMatch(
      /"USERNAME" means the same as another field/,
    )
    expect(importCase(env, 'a.csv', [], 'username,password,email,Email\na,!,b,c\n').stderr).toMatch(
      /"Email" means the same as another field/,
    )
  })
})

describe('names that a character set cannot hold', () => {
  const SERVERS = [
    ['MariaDB', MARIADB, freshMariadb],
    ['MySQL', MYSQL, freshMysql],
  ] as const
  for (const [server, url, fresh] of SERVERS) {
    it.skipIf(url === undefined).each(['utf8mb3', 'latin1'])(
      `${server}, %s: one bad row`,
      async (set) => {
        const { url: own, query } = await fresh()
        await query(
          `CREATE TABLE auth_user (id integer PRIMARY KEY AUTO_INCREMENT, username varchar(150) UNIQUE, password varchar(128), is_active bool) CHARACTER SET ${set}`,
        )
        const env = { DATABASE_URL: own }
        const sentence = `four-byte-name.csv, line 3, "emo😀a": "username" has the character set ${set}, which lacks a character of the value\n`
        const dry = importCase(env, 'four-byte-name.csv', ['--dry-run', '--on-error', 'skip'])
        expect([dry.status, dry.stderr]).toEqual([1, sentence])
        expect(dry.stdout).toBe('2 users would be added.\n1 bad row was left out.\n')
        const real = importCase(env, 'four-byte-name.csv', ['--on-error', 'skip'])
        expect([real.status, real.stderr]).toEqual([1, sentence])
        const rows = await query<{ username: string }>('SELECT username FROM auth_user ORDER BY id')
        expect(rows.map(({ username }) => username)).toEqual(['ok1', 'ok2'])
      },
    )
  }
})

describe('dumps of Django', () => {
  const COLUMNS =
    'id INTEGER PRIMARY KEY, username TEXT UNIQUE, password TEXT, is_active BOOL DEFAULT 1'

  it('a name that begins with U+FEFF keeps it', () => {
    const { env, file } = database()
    expect(importCase(env, 'dump-bom-name.json')).toEqual(ADDED)
    expect(names(file)).toEqual(['\ufeffescaped'])
    const raw =
      '\ufeff[{"model":"auth.user","pk":3,"fields":{"username":"\ufeffraw","password":"!"}}]'
    expect(importCase(env, 'a.json', [], raw)).toEqual(ADDED)
    expect(names(file)).toEqual(['\ufeffescaped', '\ufeffraw'])
  })

  it('numbers keep all their digits, in JSON columns and in keys: SQLite', () => {
    const { env, file } = database(
      `CREATE TABLE auth_user (${COLUMNS}, settings TEXT NULL CHECK (JSON_VALID("settings") OR "settings" IS NULL))`,
    )
    expect(importCase(env, 'dump-numbers.json')).toEqual(ADDED)
    const row = file.prepare('SELECT CAST(id AS TEXT) AS id, settings FROM auth_user').get()
    expect(row).toEqual({
      id: '9007199254740993',
      settings: '{"a":9007199254740993,"c":1.0,"d":1e400}',
    })
    // And out again, as JSON and not as a text.
    const exported = tokenapi(folder(), ['export', 'users', '--format', 'django'], { env }).stdout
    expect(exported).toContain('"settings":{"a":9007199254740993,"c":1.0,"d":1e400}')
    const lines = tokenapi(folder(), ['export', 'users', '--format', 'jsonl'], { env }).stdout
    for (const [name, text] of [
      ['a.json', exported],
      ['a.jsonl', lines],
    ] as const) {
      file.exec('DELETE FROM auth_user')
      expect(importCase(env, name, [], text)).toEqual(ADDED)
      expect(file.prepare('SELECT CAST(id AS TEXT) AS id, settings FROM auth_user').get()).toEqual(
        row,
      )
    }
  })
  const SERVERS = [
    ['PostgreSQL', POSTGRES, freshPostgres, 'jsonb', /"d": 10{400}\}$/],
    ['MariaDB', MARIADB, freshMariadb, 'longtext CHECK (json_valid(settings))', /"d":1e400\}$/],
    ['MySQL', MYSQL, freshMysql, 'json', undefined],
  ] as const
  for (const [server, url, fresh, type, last] of SERVERS) {
    it.skipIf(url === undefined)(`the same on ${server}`, async () => {
      const { url: own, query } = await fresh()
      await query(
        `CREATE TABLE auth_user (id bigint PRIMARY KEY, username varchar(150) UNIQUE, password varchar(128), is_active bool DEFAULT true, settings ${type})`,
      )
      const env = { DATABASE_URL: own, USERS_ID_TYPE: 'bigint' }
      const imported = importCase(env, 'dump-numbers.json', ['--on-error', 'skip'])
      if (last === undefined) {
        // MySQL has no such number, and none in its place.
        expect(imported.stderr).toMatch(
          /^dump-numbers\.json, object 1, "big": the table refuses it/,
        )
        return
      }
      expect(imported).toEqual(ADDED)
      const cast = server === 'PostgreSQL' ? 'text' : 'char(99)'
      const [row] = await query(
        `SELECT CAST(id AS ${cast}) AS id, CAST(settings AS ${server === 'PostgreSQL' ? 'text' : 'char(999)'}) AS settings FROM auth_user`,
      )
      expect(row).toMatchObject({ id: '9007199254740993' })
      expect(String(row?.['settings'])).toMatch(/"a": ?9007199254740993, ?"c": ?1\.0/)
      expect(String(row?.['settings'])).toMatch(last)
    })
  }

  const MEMBERS: Env = {
    USERS_TABLE: 'accounts_user',
    USERS_USERNAME: 'email',
    USERS_ID_TYPE: 'uuid',
    USERS_IS_ACTIVE: 'none',
  }
  const members = (boss = '') =>
    database(
      `CREATE TABLE accounts_user (id char(32) PRIMARY KEY, email varchar(254) UNIQUE, password varchar(128)${boss})`,
    )

  it('of another model: an error that names the models and the flag', () => {
    const { env } = members()
    const own = { ...env, ...MEMBERS }
    const { status, stdout, stderr } = importCase(own, 'dump-custom-model.json')
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toBe(
      'tokenapi: dump-custom-model.json: no auth.user in it; 2 accounts.user: --model accounts.user\ntokenapi: nothing was written\n',
    )
    const named = importCase(own, 'dump-custom-model.json', ['--model', 'accounts.User'])
    expect(named).toMatchObject({ status: 0, stdout: '2 users were added.\n' })
    expect(named.stderr).toBe('left out: 1 object of other models\n')
    const groups = '[{"model":"auth.group","pk":1,"fields":{"name":"a"}}]'
    expect(importCase(own, 'a.json', [], groups).stderr).toMatch(
      /no auth\.user in it; 1 auth\.group: --model names the model of the users/,
    )
  })

  it.each([
    ['a uuid', 'char(32) NULL'],
    ['a number', 'integer NULL'],
    ['a text', 'text NULL'],
  ])('a natural key where the column takes %s: one bad row, also in a dry run', (_name, type) => {
    const { env, file } = members(`, boss_id ${type}`)
    const args = ['--model', 'accounts.user', '--on-error', 'skip']
    for (const further of [[], ['--dry-run']]) {
      const outcome = importCase({ ...env, ...MEMBERS }, 'dump-natural-key.json', [
        ...args,
        ...further,
      ])
      expect(outcome.status).toBe(1)
      expect(outcome.stderr).toBe(
        'dump-natural-key.json, object 1: "boss" is a natural key, and its column takes an id: dump without --natural-foreign\n',
      )
    }
    expect(file.prepare('SELECT count(*) AS n FROM accounts_user').get()).toEqual({ n: 0 })
  })

  it('written with --format jsonl', () => {
    for (const args of [[], ['--format', 'django'], ['--format', 'jsonl']]) {
      const { env, file } = database()
      expect(importCase(env, 'dump.jsonl', args)).toMatchObject({
        status: 0,
        stdout: '2 users were added.\n',
      })
      expect(names(file)).toEqual(['a', 'b'])
    }
    const { env } = database()
    const text = readFileSync(join(CASES, 'dump.jsonl'), 'utf8')
    expect(importCase(env, 'dump.json', [], text).stdout).toBe('2 users were added.\n')
    const other = '{"model":"accounts.user","pk":1,"fields":{"password":"!"}}\n'
    expect(importCase(env, 'a.jsonl', [], other).stderr).toMatch(
      /1 accounts\.user: --model accounts\.user/,
    )
  })
})

describe('hashes of other programs', () => {
  const NAMED = [
    'bcrypt',
    'argon2',
    'phpass (WordPress, phpBB)',
    'SHA-512 crypt',
    'Werkzeug scrypt',
    'Werkzeug pbkdf2',
    'pbkdf2_sha256',
  ]

  it('are no plain passwords: each row is bad, and names its format', () => {
    const { env, file } = database()
    const { status, stderr } = importCase(env, 'foreign-hashes.csv', [
      '--passwords',
      'plain',
      '--on-error',
      'skip',
    ])
    expect(status).toBe(1)
    const lines = stderr.trim().split('\n')
    expect(lines).toHaveLength(7)
    for (const [i, format] of NAMED.entries()) {
      expect(lines[i]).toContain(`line ${i + 2}, `)
      expect(lines[i]).toContain(
        `the password is a hash already (${format}): leave out --passwords plain`,
      )
    }
    expect(names(file)).toEqual([])
  })
  it('are converted where Django’s formats can hold them, and named with the way out where not', () => {
    const { env, file } = database()
    const { status, stdout, stderr } = importCase(env, 'foreign-hashes.csv', ['--on-error', 'skip'])
    expect(status).toBe(1)
    expect(stdout).toBe(
      [
        '4 users were added.',
        ...['bcrypt', 'argon2', 'Werkzeug scrypt', 'Werkzeug pbkdf2'].map(
          (format) => `1 hash of ${format}: converted to Django's format.`,
        ),
        '3 bad rows were left out.\n',
      ].join('\n'),
    )
    expect(names(file)).toEqual(['laravel', 'phc-argon2', 'werkzeug-scrypt', 'werkzeug-pbkdf2'])
    const [wordpress, crypt, cut] = stderr.trim().split('\n')
    expect(wordpress).toMatch(
      /line 4, "wordpress": .*phpass \(WordPress, phpBB\)\) that cannot be converted: .*--unreadable lock/,
    )
    expect(crypt).toMatch(
      /line 5, "sha512-crypt": .*SHA-512 crypt\) that cannot be converted: .*--unreadable lock/,
    )
    expect(cut).toMatch(/line 8, "cut": the password is a pbkdf2_sha256 hash that is cut/)

    // The way out: the users without their passwords, and again without a change.
    const locked = importCase(env, 'foreign-hashes.csv', [
      '--on-error',
      'skip',
      '--unreadable',
      'lock',
      '--json',
    ])
    expect(JSON.parse(locked.stdout)).toEqual({
      added: 2,
      alreadyThere: 4,
      bad: 1,
      dryRun: false,
      stopped: false,
      passwords: { locked: { 'phpass (WordPress, phpBB)': 1, 'SHA-512 crypt': 1 } },
    })
    const [first] = file
      .prepare("SELECT password FROM auth_user WHERE username = 'wordpress'")
      .all()
    expect(first?.['password']).toMatch(/^![A-Za-z0-9]{40}$/)
    const again = importCase(env, 'foreign-hashes.csv', [
      '--on-error',
      'skip',
      '--unreadable',
      'lock',
      '--json',
    ])
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, alreadyThere: 6, bad: 1 })
  })

  it('that would be too long for their column are bad rows, with the way out', () => {
    const { env } = database()
    const pair = `${'ab'.repeat(16)}:${'0f'.repeat(64)}`
    const text = `username,password\nmaria,${pair}\n`
    expect(importCase(env, 'a.csv', [], text).stderr).toMatch(
      /line 2, "maria": .* it does not name its parameters; name them with --scrypt N,r,p/,
    )
    expect(importCase(env, 'a.csv', ['--scrypt', '16384,8,1'], text).stderr).toMatch(
      /has 138 characters in Django's format, and its column holds 128: widen the column to 255/,
    )
    expect(importCase(env, 'a.csv', ['--scrypt', '16384'], text).status).toBe(2)
  })

  it('after an import each user logs in with the right password, over HTTP', async () => {
    interface Row {
      readonly by: string
      readonly password: string
      readonly hash: string
    }
    const made = join(
      import.meta.dirname,
      '../../tokenapi/test/password/foreign/foreign-hashes.json',
    )
    const rows = JSON.parse(readFileSync(made, 'utf8')) as Row[]
    // Wider than Django's 128 characters: Node's pairs have 138 in Django's format.
    const { env } = database(
      'CREATE TABLE auth_user (id INTEGER PRIMARY KEY, username TEXT UNIQUE, password TEXT, is_active BOOL DEFAULT 1)',
    )
    const users = rows.map(({ hash, by }, i) => ({ username: `${i} ${by}`, password: hash, by }))
    const text = users
      .filter(({ by }) => by !== 'better-auth')
      .map(({ username, password }) => JSON.stringify({ username, password }))
      .join('\n')
    const args = ['--on-error', 'skip', '--json']
    const imported = importCase(env, 'a.jsonl', [...args, '--scrypt', '16384,8,1'], text)
    const { passwords } = JSON.parse(imported.stdout) as { passwords: Record<string, object> }
    expect(passwords).toEqual({
      converted: {
        'Werkzeug scrypt': 4,
        'Werkzeug pbkdf2': 4,
        'bcrypt': 8,
        'argon2': 8,
        'passlib pbkdf2': 4,
        'bcrypt in {CRYPT}': 2,
        'bare SHA-1': 2,
        'scrypt of Node (salt and key)': 4,
      },
      kept: { 'PHC scrypt': 4, 'passlib pbkdf2': 4 },
    })
    const better = users
      .filter(({ by }) => by === 'better-auth')
      .map(({ username, password }) => JSON.stringify({ username, password }))
      .join('\n')
    expect(importCase(env, 'b.jsonl', [...args, '--scrypt', '16384,16,1'], better).status).toBe(0)

    const server = await serve(folder(), {
      ...env,
      PASSWORD_ITERATIONS: '1000',
      UPGRADE_PASSWORDS: 'false',
    })
    const login = async (username: string, password: string): Promise<number> => {
      const body = new URLSearchParams({ username, password })
      return (await fetch(`${server.url}/token/new.json`, { method: 'POST', body })).status
    }
    const listed = tokenapi(folder(), ['user', 'list', '--json'], { env }).stdout
    const there = listed
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { username: string }).username)
    expect(there.length).toBe(48)
    for (const username of there) {
      const row = rows[Number(username.split(' ')[0])] as Row
      // Weak formats log in only where the operator allows them.
      if (/hex_/.test(row.by)) continue
      expect(await login(username, row.password), username).toBe(200)
      expect(await login(username, `${row.password}.`), username).toBe(401)
    }
  })
})
