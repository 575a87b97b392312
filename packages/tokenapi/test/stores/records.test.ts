/** Users with all their columns: read, carried into another database, and written there. */
import { mkdtempSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import mysql from 'mysql2'
import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import {
  ConfigError,
  RecordError,
  UserExistsError,
  type UserRecord,
  createTokenApi,
} from '../../src/index.ts'
import { type MysqlCallbackPool, mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import type { UserTableMapping } from '../../src/stores/user-table.ts'
import { MARIADB, POSTGRES, freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import {
  type AnyDatabase,
  DATABASES,
  type DatabaseName,
  EVERY_DATABASE,
  freshStore,
  recordedStore,
} from '../support/recorded-store.ts'

const recordsOf = async (store: SqlStore): Promise<UserRecord[]> => {
  const records: UserRecord[] = []
  for await (const record of sqlAdmin(store).records.list()) records.push(record)
  return records
}

/** A store over tables of the test's own making. */
async function storeOver(
  database: AnyDatabase,
  sql: Readonly<Record<DatabaseName, readonly string[]>>,
  users?: UserTableMapping,
  settings = '',
): Promise<SqlStore> {
  const options = users === undefined ? {} : { users }
  switch (database) {
    case 'SQLite': {
      const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
      const file = new DatabaseSync(path)
      for (const statement of sql.SQLite) file.exec(statement)
      file.close()
      return sqliteStore(path, options)
    }
    case 'PostgreSQL': {
      const { url, query } = await freshPostgres()
      for (const statement of sql.PostgreSQL) await query(statement)
      return postgresStore(url + settings, options)
    }
    case 'MariaDB':
    case 'MySQL': {
      const { url, query } = await (database === 'MySQL' ? freshMysql() : freshMariadb())
      // MySQL has no uuid of its own.
      const written = (statement: string): string =>
        database === 'MySQL' ? statement.replace(' uuid,', ' char(36),') : statement
      for (const statement of sql.MariaDB) await query(written(statement))
      return mysqlStore(url, options)
    }
  }
}

const everywhere = (statement: string): Readonly<Record<DatabaseName, readonly string[]>> => ({
  SQLite: [statement],
  PostgreSQL: [statement],
  MariaDB: [statement],
})

const user = (username: string, columns?: UserRecord['columns']): UserRecord => ({
  username,
  password: '!',
  ...(columns === undefined ? {} : { columns }),
})

const DIRECTIONS = DATABASES.flatMap((from) => DATABASES.map((to) => [from, to] as const))

describeEachPeer(DIRECTIONS)('from %s to %s', (from, to) => {
  it('the recorded users arrive whole, and their tokens stay good', async () => {
    const source = await recordedStore(from)
    const target = await freshStore(to)
    const records = await recordsOf(source)
    expect(records).toHaveLength(27)
    await sqlAdmin(target).records.add(records)
    expect(await recordsOf(target)).toEqual(records)

    const secretKey = 'a secret of these tests, long enough'
    const margot = await source.findById(1)
    const token = createTokenApi({ secretKey, store: source }).makeToken(margot ?? expect.fail())
    const verified = createTokenApi({ secretKey, store: target }).verify({ user: '1', token })
    await expect(verified).resolves.toMatchObject({ user: { username: 'margot' } })
  })
  it('so do those of a custom user model, whose keys are uuids', async () => {
    const source = await recordedStore(from, true)
    const target = await recordedStore(to, true)
    const withColumns = await recordsOf(source)
    const records = withColumns.map((record) => ({ ...record, columns: {} }))
    for (const { id } of records) await sqlAdmin(target).users.remove(id ?? expect.fail())
    await sqlAdmin(target).records.add(records)
    expect(await recordsOf(target)).toMatchObject(records)
    expect(await target.findById(records[0]?.id ?? '')).toMatchObject({ id: records[0]?.id })
  })
})

describeEachPeer(EVERY_DATABASE)('%s', (database) => {
  it('what Django’s columns hold is read as JSON has it', async () => {
    const store = await freshStore(database)
    const columns = {
      last_login: '2024-02-29T23:59:59.000001Z',
      is_superuser: true,
      first_name: 'Zoë',
      last_name: '',
      email: 'zoe@example.com',
      is_staff: false,
      date_joined: '2001-01-01T00:00:00.000000Z',
    }
    const record = { id: 7, username: 'zoé', password: 'x', isActive: false, columns }
    await sqlAdmin(store).records.add([record])
    expect(await recordsOf(store)).toEqual([record])
  })
  it('what is not given holds what Django’s hold for a new user, however values are written', async () => {
    const store = await freshStore(database)
    await sqlAdmin(store).records.add([
      user('a', { is_staff: 'yes', is_superuser: 'f', last_login: null, first_name: null }),
      user('b', { is_staff: 1, date_joined: '2024-02-29 12:00:00+02:00', is_superuser: null }),
    ])
    expect(await recordsOf(store)).toMatchObject([
      { columns: { is_staff: true, is_superuser: false, last_login: null, first_name: '' } },
      {
        columns: {
          is_staff: true,
          is_superuser: false,
          date_joined: '2024-02-29T10:00:00.000000Z',
        },
      },
    ])
  })
  it('thousands at once, and the next key comes after the given ones', async () => {
    const store = await freshStore(database)
    const records = Array.from({ length: 4_321 }, (_, i) => ({ ...user(`u${i}`), id: 2 * i + 1 }))
    await sqlAdmin(store).records.add([user('counted'), ...records])
    expect(await recordsOf(store)).toHaveLength(4_322)
    expect((await store.findByUsername('counted'))?.id).toBe(8_642)
    expect((await sqlAdmin(store).users.add(user('next'))).id).toBe(8_643)
  })

  describe('all or nothing', () => {
    const taken = { ...user('taken'), id: 5 }
    it.each<[string, UserRecord, new (...args: never[]) => Error, RegExp]>([
      ['a user name that is taken', user('taken'), UserExistsError, /^the user name is taken$/],
      ['an id that is taken', { ...user('x'), id: 5 }, UserExistsError, /^the id 5 is taken$/],
      ['a user name of before', user('before'), UserExistsError, /^the user name is taken$/],
      [
        'a name that is too long',
        user('n'.repeat(151)),
        RecordError,
        /^"username" holds at most 150/,
      ],
      ['an empty name', user(''), RecordError, /must not be empty/],
      [
        'half a character',
        user('\ud800'),
        RecordError,
        /must not be empty or hold|half a character/,
      ],
      [
        'an unknown column',
        user('x', { nick: 'y' }),
        RecordError,
        /^the table has no column "nick"$/,
      ],
      [
        'no boolean',
        user('x', { is_staff: 'maybe' }),
        RecordError,
        /^"is_staff" must be true or false$/,
      ],
      [
        'no moment',
        user('x', { last_login: '2024-02-30' }),
        RecordError,
        /^"last_login" must be a timestamp/,
      ],
      ['no id of this type', { ...user('x'), id: 2n ** 63n }, RecordError, /^"id" must be from/],
    ])('%s', async (_name, bad, kind, sentence) => {
      const store = await freshStore(database)
      await sqlAdmin(store).records.add([taken])
      const records = [user('before'), bad, user('after')]
      expect(await sqlAdmin(store).records.check(records)).toEqual([
        expect.objectContaining({ index: 1, reason: expect.stringMatching(sentence) }),
      ])
      const refused = sqlAdmin(store).records.add(records)
      await expect(refused).rejects.toThrow(sentence)
      await expect(refused).rejects.toThrow(kind)
      await expect(refused).rejects.toMatchObject({ index: 1 })
      expect(await recordsOf(store)).toHaveLength(1)
    })
    it('a column that must not be empty, and a rule that only the database knows', async () => {
      const store = await storeOver(
        database,
        everywhere(
          'CREATE TABLE people (id integer NOT NULL PRIMARY KEY, login varchar(9) NOT NULL UNIQUE, password varchar(99) NOT NULL, age integer NOT NULL, badge varchar(9) NULL UNIQUE, CHECK (age < 200))',
        ),
        { table: 'people', username: 'login', isActive: null },
      )
      const person = (id: number, age: number, badge: string | null = null): UserRecord => ({
        ...user(`p${id}`, { age, badge }),
        id,
      })
      const cases: [UserRecord[], number, RegExp][] = [
        [[person(1, 1), { ...user('x'), id: 2 }], 1, /./],
        [[person(1, 1), { ...user('x', { age: null }), id: 2 }], 1, /^"age" must not be empty$/],
        [[person(1, 1), person(2, 2), person(3, 200)], 2, /^the table refuses it/],
        [
          [person(1, 1, 'a'), person(2, 2, 'b'), person(3, 3, 'a')],
          2,
          /^one of its values is taken/,
        ],
        [
          [person(1, 1), { ...person(2, 2), isActive: false }],
          1,
          /no column for users who are not/,
        ],
      ]
      for (const [records, index, sentence] of cases) {
        const refused = sqlAdmin(store).records.add(records)
        await expect(refused).rejects.toMatchObject({ index })
        await expect(refused).rejects.toThrow(sentence)
        expect(await recordsOf(store)).toEqual([])
      }
    })
  })

  it('whose a name or an id is', async () => {
    const store = await freshStore(database)
    await sqlAdmin(store).records.add([{ ...user('zoe'), id: 3 }])
    const records = [
      { ...user('other'), id: 3 },
      user('zoe'),
      user('new'),
      { ...user('new'), password: 'another' },
      user('Zoe'),
      user('zoé'),
    ]
    const holder = { id: 3, username: 'zoe', password: '!', isActive: true }
    expect(await sqlAdmin(store).records.check(records)).toEqual([
      { index: 0, reason: 'the id 3 is taken', holder },
      { index: 1, reason: 'the user name is taken', holder },
      { index: 3, reason: 'the user name is taken', holder: user('new') },
    ])
  })
  it('keys beyond 2^53 and whole numbers beyond are exact', async () => {
    const store = await storeOver(
      database,
      everywhere(
        'CREATE TABLE people (id bigint NOT NULL PRIMARY KEY, username varchar(9) NOT NULL, password varchar(99) NOT NULL, points bigint NULL)',
      ),
      { table: 'people', isActive: null, idType: 'bigint' },
    )
    const far = 2n ** 53n + 1n
    await sqlAdmin(store).records.add([{ ...user('far', { points: String(far) }), id: far }])
    expect(await recordsOf(store)).toEqual([
      { id: far, username: 'far', password: '!', isActive: true, columns: { points: String(far) } },
    ])
    const rounded = sqlAdmin(store).records.add([user('x', { points: Number(far) })])
    await expect(rounded).rejects.toThrow(/beyond 2\^53: it must be given as text/)
  })
  it('columns of other types come as text that goes in again', async () => {
    const store = await storeOver(
      database,
      {
        SQLite: [
          'CREATE TABLE auth_user (id integer PRIMARY KEY, username text, password text, is_active int, price decimal(9,2), born date, at time, code char(32), bytes blob)',
          "INSERT INTO auth_user VALUES (1, 'a', 'b', 1, 1.5, '2001-02-03', '04:05:06', '12345678123442348234123456789012', x'00ff')",
        ],
        PostgreSQL: [
          'CREATE TABLE auth_user (id integer PRIMARY KEY, username text, password text, is_active int, price numeric(9,2), born date, at time, code uuid, bytes bytea)',
          "INSERT INTO auth_user VALUES (1, 'a', 'b', 1, 1.5, '2001-02-03', '04:05:06', '12345678-1234-4234-8234-123456789012', '\\x00ff')",
        ],
        MariaDB: [
          'CREATE TABLE auth_user (id integer PRIMARY KEY, username text, password text, is_active int, price numeric(9,2), born date, at time, code uuid, bytes varbinary(9))',
          "INSERT INTO auth_user VALUES (1, 'a', 'b', 1, 1.5, '2001-02-03', '04:05:06', '12345678-1234-4234-8234-123456789012', x'00ff')",
        ],
      },
      {},
    )
    const code = '12345678-1234-4234-8234-123456789012'
    const price = database === 'SQLite' ? '1.5' : '1.50'
    const columns = { price, born: '2001-02-03', at: '04:05:06', code, bytes: '\\x00ff' }
    const [record = expect.fail()] = await recordsOf(store)
    const stored = database === 'SQLite' ? code.replaceAll('-', '') : code
    expect(record.columns).toEqual({ ...columns, code: stored })
    await sqlAdmin(store).records.add([
      { ...record, id: 2, username: 'c', columns: { ...columns, bytes: null } },
    ])
    expect((await recordsOf(store))[1]?.columns).toEqual({ ...columns, code: stored, bytes: null })
  })
  it('a table that is missing is said', async () => {
    const store = await storeOver(database, { SQLite: [], PostgreSQL: [], MariaDB: [] })
    for (const work of [
      recordsOf,
      () => sqlAdmin(store).records.add([]),
      () => sqlAdmin(store).records.check([]),
    ]) {
      await expect(work(store)).rejects.toThrow(/no table "auth_user": run `tokenapi migrate`/)
    }
  })
  it('`users.add` writes by the same rules', async () => {
    const store = await freshStore(database)
    await expect(sqlAdmin(store).users.add(user('n'.repeat(151)))).rejects.toThrow(ConfigError)
    const members = await recordedStore(database, true)
    const added = await sqlAdmin(members).users.add(user('new@example.com'))
    expect(await members.findById(added.id)).toEqual(added)
    const inactive = sqlAdmin(members).users.add({ ...user('x@example.com'), isActive: false })
    await expect(inactive).rejects.toThrow(/`users.isActive` is null/)
  })
})

const ACCOUNT = 'id integer PRIMARY KEY, username varchar(9), password varchar(9), is_active'

describe.skipIf(POSTGRES === undefined)('PostgreSQL, by its own ways', () => {
  it('moments are UTC whatever the time zone of the session, and infinity stays', async () => {
    const store = await storeOver(
      'PostgreSQL',
      {
        SQLite: [],
        MariaDB: [],
        PostgreSQL: [
          `CREATE TABLE auth_user (${ACCOUNT} boolean, zoned timestamptz, naive timestamp)`,
          "INSERT INTO auth_user VALUES (1, 'a', 'b', true, '2024-01-01 00:00:00.5+05:30', '2024-01-01 00:00:00.123456'), (2, 'c', 'd', true, 'infinity', NULL)",
        ],
      },
      {},
      '?options=-c%20TimeZone%3DAsia/Kolkata%20-c%20DateStyle%3DGerman',
    )
    const records = await recordsOf(store)
    expect(records.map(({ columns }) => columns)).toEqual([
      { zoned: '2023-12-31T18:30:00.500000Z', naive: '2024-01-01T00:00:00.123456Z' },
      { zoned: 'infinity', naive: null },
    ])
    const [first = expect.fail()] = records
    await sqlAdmin(store).records.add([{ ...first, id: 3, username: 'e' }])
    expect((await recordsOf(store))[2]?.columns).toEqual(first.columns)
  })
})

describe.skipIf(MARIADB === undefined)('MariaDB, by its own ways', () => {
  it('a timestamp is UTC whatever the time zone of the session, and a bit is a boolean', async () => {
    const { url, query } = await freshMariadb()
    await query(
      `CREATE TABLE auth_user (${ACCOUNT} bit(1), seen timestamp(6) NULL, naive datetime(6))`,
    )
    const columns = {
      seen: '2024-06-01T12:00:00.000001Z',
      naive: '2024-06-01T12:00:00.000001Z',
    }
    const there = mysqlStore(url)
    await sqlAdmin(there).records.add([{ ...user('a', columns), id: 1, isActive: false }])
    const pool = mysql.createPool(url)
    pool.on('connection', (connection) => connection.query("SET time_zone = '+05:30'"))
    const elsewhere = mysqlStore(pool as MysqlCallbackPool)
    await sqlAdmin(elsewhere).records.add([{ ...user('b', columns), id: 2 }])
    const records = await recordsOf(elsewhere)
    expect(records.map((each) => [each.isActive, each.columns])).toEqual([
      [false, columns],
      [true, columns],
    ])
    pool.end()
    expect((await recordsOf(there))[1]?.columns).toEqual(columns)
  })
  it('a key of 0, for which the database would give another, is refused', async () => {
    const store = await freshStore('MariaDB')
    await expect(sqlAdmin(store).records.add([{ ...user('a'), id: 0 }])).rejects.toThrow(
      /"id" must not be 0/,
    )
  })
  it('a name that the collation takes for another is taken', async () => {
    const { url, query } = await freshMariadb()
    await query(`CREATE TABLE auth_user (${ACCOUNT} bool, UNIQUE (username))`)
    const store = mysqlStore(url)
    await sqlAdmin(store).records.add([{ ...user('zoe'), id: 1 }])
    const records = ['Zoe', 'zoé', 'max', 'MAX'].map((name, i) => ({ ...user(name), id: 10 + i }))
    const holder = { id: 1, username: 'zoe', password: '!', isActive: true }
    expect(await sqlAdmin(store).records.check(records)).toEqual([
      { index: 0, reason: 'the user name is taken', holder },
      { index: 1, reason: 'the user name is taken', holder },
    ])
    // That two of the records are one name to the database is found when they are added.
    const refused = sqlAdmin(store).records.add(records.slice(2))
    await expect(refused).rejects.toThrow(UserExistsError)
    await expect(refused).rejects.toMatchObject({ index: 1 })
    expect(await recordsOf(store)).toHaveLength(1)
  })
})
