import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError, UnavailableError } from '../../src/index.ts'
import {
  type SqliteDatabase,
  type SqliteStatement,
  sqliteStore,
} from '../../src/stores/sqlite/index.ts'
import { copyDatabase, readCorpus } from '../support/corpus.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'tokenapi-'))
interface Recorded {
  readonly pk: number | string
  readonly username?: string
  readonly email?: string
  readonly password: string
  readonly is_active?: boolean
}
const recordedUsers = (name: string): Recorded[] => {
  const data = readCorpus<Recorded[] | { users: Recorded[] }>(name)
  return Array.isArray(data) ? data : data.users
}

describe('the recorded databases open as they are', () => {
  it('Django’s own table', async () => {
    const store = sqliteStore(copyDatabase('django.sqlite3'))
    const users = recordedUsers('users.json')
    expect(users).toHaveLength(27)
    for (const { pk, username, password, is_active } of users) {
      const user = { id: pk, username, password, isActive: is_active }
      expect(await store.findById(pk)).toEqual(user)
      expect(await store.findByUsername(username as string)).toEqual(user)
    }
    expect((await sqlAdmin(store).migrate()).join('\n')).not.toContain('auth_user')
    expect(await sqlAdmin(store).migrate()).toEqual([])
  })
  it('a table of one’s own: uuid key, e-mail as name, no is_active', async () => {
    const store = sqliteStore(copyDatabase('django-custom.sqlite3'), {
      users: { table: 'members_member', username: 'email', isActive: null, idType: 'uuid' },
    })
    for (const { pk, email, password } of recordedUsers('users-custom.json')) {
      const user = { id: pk, username: email, password, isActive: true }
      expect(await store.findById(pk)).toEqual(user)
      expect(await store.findByUsername(email as string)).toEqual(user)
    }
    // Their table is left as it is; the one for kept tokens is ours to make.
    const sql = (await sqlAdmin(store).migrate()).join('\n')
    expect(sql).toContain('tokenapi_kept_tokens')
    expect(sql).not.toContain('members_member')
    await expect(
      sqlAdmin(store).users.update('6f1c9d3e-2a54-4c0b-9f0e-7d1b8a3c5e21', { isActive: false }),
    ).rejects.toThrow(/isActive/)
  })
})

describe('what the operator can mend is said at start-up, with the fix', () => {
  const dir = folder()
  writeFileSync(
    join(dir, 'text'),
    'this is a text, and long enough to be no empty database file at all'.repeat(20),
  )
  mkdirSync(join(dir, 'folder'))
  it.each([
    [
      'a missing file',
      join(dir, 'none'),
      {},
      /there is no database at .*none: create it with `tokenapi migrate`/,
    ],
    ['a missing folder', join(dir, 'no', 'db'), { create: true }, /cannot be opened/],
    ['a folder', join(dir, 'folder'), {}, /cannot be opened/],
    ['no database', join(dir, 'text'), {}, /is not a SQLite database/],
    [
      'no such table',
      copyDatabase('django.sqlite3'),
      { users: { table: 'people' } },
      /no table "people"/,
    ],
    [
      'no such column',
      copyDatabase('django.sqlite3'),
      { users: { username: 'login' } },
      /lacks a column \(.*login\)/,
    ],
  ])('%s', async (_name, path, options, sentence) => {
    const store = sqliteStore(path, options)
    await expect(store.ping()).rejects.toThrow(ConfigError)
    await expect(store.ping()).rejects.toThrow(sentence)
    // While running, the same is an outage: never an unknown user.
    await expect(store.findById(1)).rejects.toThrow(UnavailableError)
    await expect(store.findByUsername('margot')).rejects.toThrow(UnavailableError)
  })
  it.each([[{ table: '' }], [{ id: 'a\0' }], [{ idType: 'number' as 'integer' }]])(
    '%j',
    (users) => {
      expect(() => sqliteStore('x', { users })).toThrow(/`users\./)
    },
  )
})

/** Runs a program on this Node; `says` resolves with its next line. */
function program(source: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', source, ...args],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  let rest = ''
  child.stdout.on('data', (data: Buffer) => {
    const parts = (rest + data.toString()).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      const next = waiting.shift()
      if (next === undefined) lines.push(line)
      else next(line)
    }
  })
  return {
    child,
    says: () =>
      new Promise<string>((resolve) => {
        const line = lines.shift()
        if (line === undefined) waiting.push(resolve)
        else resolve(line)
      }),
    ended: new Promise<number | null>((resolve) => child.on('close', resolve)),
    lines,
  }
}

describe('with others at the same file', () => {
  it('locked by another process: unavailable, then as before', async () => {
    const path = copyDatabase('django.sqlite3')
    const store = sqliteStore(path, { busyTimeout: 10 })
    expect((await store.findById(1))?.username).toBe('margot')
    const locker = program(
      `import { DatabaseSync } from 'node:sqlite'
       const db = new DatabaseSync(process.argv[1])
       db.exec('BEGIN EXCLUSIVE'); console.log('locked')
       process.stdin.once('data', () => { db.exec('COMMIT'); console.log('free') })`,
      path,
    )
    expect(await locker.says()).toBe('locked')
    await expect(store.findById(1)).rejects.toThrow(UnavailableError)
    await expect(store.ping()).rejects.toThrow(UnavailableError)
    await expect(sqlAdmin(store).users.update(1, { isActive: false })).rejects.toThrow(
      UnavailableError,
    )
    locker.child.stdin.end('go\n')
    expect(await locker.says()).toBe('free')
    expect((await store.findById(1))?.isActive).toBe(true)
    await locker.ended
  })

  it('50 processes migrate at once: one table, no error', async () => {
    const path = join(folder(), 'db.sqlite3')
    const entry = new URL('../../dist/stores/sqlite/index.js', import.meta.url).href
    const starts = Array.from({ length: 50 }, () =>
      program(
        `const { sqliteStore } = await import(process.argv[1])
         const { sqlAdmin } = await import(new URL('../../admin/index.js', process.argv[1]))
         const store = sqliteStore(process.argv[2], { create: true, busyTimeout: 20000 })
         console.log((await sqlAdmin(store).migrate()).length)`,
        entry,
        path,
      ),
    )
    const ran = await Promise.all(starts.map(({ says }) => says()))
    expect(ran.filter((count) => count !== '0')).toHaveLength(1)
    expect(await Promise.all(starts.map(({ ended }) => ended))).toEqual(starts.map(() => 0))
  })
})

it('a column that ignores case still compares exactly', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, login TEXT COLLATE NOCASE, password TEXT);
    INSERT INTO people VALUES (1, 'Maria', 'x')`)
  const store = sqliteStore(database as SqliteDatabase, {
    users: { table: 'people', username: 'login', isActive: null },
  })
  expect((await store.findByUsername('Maria'))?.id).toBe(1)
  expect(await store.findByUsername('maria')).toBeUndefined()
})

describe('a database that is handed in', () => {
  const handedIn = (options: object = {}): { database: DatabaseSync; given: SqliteDatabase } => {
    const path = join(folder(), 'db.sqlite3')
    const database = new DatabaseSync(path, options)
    return { database, given: database as SqliteDatabase }
  }
  const patience = (database: DatabaseSync): unknown =>
    Object.values(database.prepare('PRAGMA busy_timeout').get() ?? {})[0]

  it('keeps its own time-out, locked or not', async () => {
    const { database, given } = handedIn({ timeout: 5 })
    const store = sqliteStore(given)
    await sqlAdmin(store).migrate()
    const other = new DatabaseSync(database.location() as string)
    other.exec('BEGIN EXCLUSIVE')
    await expect(sqlAdmin(store).users.add({ username: 'maria', password: 'x' })).rejects.toThrow(
      UnavailableError,
    )
    expect(patience(database)).toBe(5)
    other.exec('COMMIT')
    await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
    expect(patience(database)).toBe(5)
    other.close()
  })

  it('has the time-out that it is given', async () => {
    const { database, given } = handedIn({ timeout: 5 })
    await sqlAdmin(sqliteStore(given, { busyTimeout: 7 })).migrate()
    expect(patience(database)).toBe(7)
  })

  it('may give rows as arrays', async () => {
    const store = sqliteStore(handedIn({ returnArrays: true }).given)
    await sqlAdmin(store).migrate()
    expect(await sqlAdmin(store).migrate()).toEqual([])
    await store.ping()
    const maria = await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
    expect(await store.findById(maria.id)).toEqual(maria)
  })

  it('may have another table of the same name beside that of the schema', async () => {
    const { database, given } = handedIn()
    database.exec(`CREATE TABLE members (id TEXT PRIMARY KEY);
      ATTACH ':memory:' AS "o'ther";
      CREATE TABLE "o'ther".members (id INTEGER PRIMARY KEY, login TEXT COLLATE NOCASE, password TEXT)`)
    const users = { schema: "o'ther", table: 'members', username: 'login', isActive: null }
    const store = sqliteStore(given, { users })
    await store.ping()
    const maria = await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
    expect(await store.findByUsername('maria')).toEqual(maria)
    const { columns } = await sqlAdmin(store).inspect()
    expect(columns.map(({ name, exact }) => [name, exact])).toEqual([
      ['id', true],
      ['login', false],
      ['password', true],
    ])
  })

  it.each([undefined, null, 42, {}])('is none: %s', (given) => {
    expect(() => sqliteStore(given as never)).toThrow(ConfigError)
  })
})

it('a hash in bytes is no wrong token: nobody can tell', async () => {
  const database = new DatabaseSync(':memory:')
  const store = sqliteStore(database as SqliteDatabase)
  await sqlAdmin(store).migrate()
  const { id } = await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
  database.exec("UPDATE auth_user SET password = CAST('x' AS BLOB)")
  await expect(async () => store.findById(id)).rejects.toThrow(UnavailableError)
  await expect(store.findByUsername('maria')).rejects.toThrow(UnavailableError)
})

it('a key beyond 2^53 is read to the digit, and those around it as ever', async () => {
  const store = sqliteStore(':memory:', { create: true, users: { idType: 'bigint' } })
  await sqlAdmin(store).migrate()
  const keys = [7, 2n ** 53n + 1n, 2n ** 63n - 1n]
  for (const id of keys)
    await sqlAdmin(store).users.add({ id, username: `user-${id}`, password: 'x' })
  for (const id of [...keys, ...keys]) {
    expect(await store.findById(id)).toMatchObject({ id, username: `user-${id}` })
    expect(await store.findByUsername(`user-${id}`)).toMatchObject({ id })
  }
  const listed = []
  for await (const { id } of sqlAdmin(store).users.list()) listed.push(id)
  expect(listed).toEqual(keys)
})

it.each([-1, 1.5, Number.NaN, Infinity, 2 ** 31])('no time to wait: %s ms', (busyTimeout) => {
  expect(() => sqliteStore(':memory:', { busyTimeout })).toThrow(ConfigError)
})

describe('a database that was opened for arrays, and one of a driver without them', () => {
  it.each([true, false])('arrays: %s', async (givesArrays) => {
    const database = new DatabaseSync(':memory:')
    database.exec(`CREATE TABLE people (login TEXT PRIMARY KEY, secret TEXT, age INTEGER);
      INSERT INTO people VALUES ('maria', 'a hash', 7)`)
    const asked: string[] = []
    const driver: SqliteDatabase = {
      prepare: (sql) => {
        const statement = database.prepare(sql) as unknown as SqliteStatement
        if (givesArrays) statement.setReturnArrays?.(true)
        return {
          all: (...values) => (asked.push('all'), statement.all(...values)),
          get: (...values) => (asked.push('get'), statement.get(...values)),
          run: (...values) => statement.run(...values),
          ...(givesArrays && {
            setReturnArrays: (enabled: boolean) => statement.setReturnArrays?.(enabled),
          }),
        }
      },
      exec: (sql) => database.exec(sql),
      close: () => database.close(),
    }
    const store = sqliteStore(driver, {
      users: {
        table: 'people',
        id: 'login',
        username: 'login',
        password: 'secret',
        isActive: null,
        idType: 'string',
      },
    })
    const maria = { id: 'maria', username: 'maria', password: 'a hash', isActive: true }
    expect(await store.findById('maria')).toEqual(maria)
    expect(asked.splice(0)).toEqual(['get'])
    expect(await store.findById('nobody')).toBeUndefined()
    expect(await store.findByUsername('maria')).toEqual(maria)
    expect(await store.findByUsername('nobody')).toBeUndefined()
    const records: unknown[] = []
    for await (const record of sqlAdmin(store).records.list()) records.push(record)
    expect(records).toEqual([{ ...maria, columns: { age: 7 } }])
    database.close()
  })
})

it('a dry run says the SQL and leaves nothing behind', async () => {
  const store = sqliteStore(':memory:', { create: true })
  const sql = await sqlAdmin(store).migrate({ dryRun: true })
  expect(sql.join('\n')).toContain('CREATE TABLE IF NOT EXISTS "auth_user"')
  await expect(store.ping()).rejects.toThrow(/no table "auth_user"/)
})

describe('a runtime without node:sqlite', () => {
  const script = `import { sqliteStore } from 'tokenapi/sqlite'
    import { sqlAdmin } from 'tokenapi/admin'
    const store = sqliteStore(process.argv[1], { create: true })
    // All of these come before the package is loaded.
    const [, added] = await Promise.all([
      sqlAdmin(store).migrate(),
      sqlAdmin(store).migrate().then(() => sqlAdmin(store).users.add({ username: 'maria', password: 'x' })),
    ])
    const found = await Promise.all([1, 2, 3].map((id) => store.findById(id)))
    await store.close()
    console.log(added.id, found.map((user) => user?.username))`
  it.each([
    ['uses libsql', ['--no-experimental-sqlite'], "1 [ 'maria', undefined, undefined ]\n"],
    ['the same with node:sqlite', [], "1 [ 'maria', undefined, undefined ]\n"],
  ])('%s', async (_story, flags, said) => {
    const path = join(folder(), 'db.sqlite3')
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...flags, '--input-type=module', '-e', script, path],
      { cwd: import.meta.dirname },
    )
    expect(stdout).toBe(said)
  })
})
