/** What an export holds goes in again as it was, and what a database refuses costs no other row. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import type { UserRecord } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { type SqlStore, type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite/index.ts'
import {
  type Database,
  MARIADB,
  MYSQL,
  POSTGRES,
  freshMariadb,
  freshMysql,
  freshPostgres,
} from '../support/databases.ts'
import { type AnyDatabase, EVERY_DATABASE } from '../support/recorded-store.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

const recordsOf = async (store: SqlStore): Promise<UserRecord[]> => {
  const records: UserRecord[] = []
  for await (const record of sqlAdmin(store).records.list()) records.push(record)
  return records
}
const columnsOf = async (store: SqlStore) => (await recordsOf(store)).map(({ columns }) => columns)

/** A store over a table of our own, and a way to speak to the database itself. */
async function storeOver(database: AnyDatabase, statements: readonly string[]) {
  const opened = await open(database)
  for (const statement of statements) await opened.query(statement)
  return opened
}

async function open(
  database: AnyDatabase,
): Promise<{ store: SqlStore; query: (sql: string) => unknown }> {
  switch (database) {
    case 'SQLite': {
      const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
      const file = new DatabaseSync(path)
      return { store: sqliteStore(path), query: (sql) => file.exec(sql) }
    }
    case 'PostgreSQL': {
      const { url, query } = await freshPostgres()
      return { store: postgresStore(url), query }
    }
    case 'MariaDB':
    case 'MySQL': {
      const { url, query } = await FRESH[database]()
      return { store: mysqlStore(url), query }
    }
  }
}
const FRESH = { MariaDB: freshMariadb, MySQL: freshMysql }

const user = (id: number, columns: UserRecord['columns'] = {}): UserRecord => ({
  id,
  username: `u${id}`,
  password: '!',
  columns,
})
const TABLE =
  'id integer NOT NULL PRIMARY KEY, username varchar(90) NOT NULL UNIQUE, password varchar(99) NOT NULL, is_active'

describeEachPeer(EVERY_DATABASE)('%s', (database) => {
  it('a column of JSON is read as JSON, and takes nothing else', async () => {
    const column: Record<AnyDatabase, string> = {
      // As Django makes them.
      SQLite: 'settings text NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL))',
      PostgreSQL: 'settings jsonb NULL',
      MariaDB: 'settings longtext NULL CHECK (json_valid(`settings`))',
      MySQL: 'settings json NULL',
    }
    const { store } = await storeOver(database, [
      `CREATE TABLE auth_user (${TABLE} integer, ${column[database]})`,
    ])
    const { columns } = await sqlAdmin(store).inspect()
    expect(columns.find(({ name }) => name === 'settings')?.kind).toBe('json')
    const json = '{"a": 9007199254740993, "b": ["x", 1.0, null]}'
    await sqlAdmin(store).records.add([user(1, { settings: json }), user(2, { settings: null })])
    expect(await columnsOf(store)).toEqual([{ settings: json }, { settings: null }])
    const records = [user(3, { settings: '{"a"' })]
    const reason = '"settings" must be JSON'
    expect(await sqlAdmin(store).records.check(records)).toEqual([{ index: 0, reason }])
    await store.close()
  })

  it('rows that the database refuses are left out by themselves, each with its reason', async () => {
    const { store } = await storeOver(database, [
      `CREATE TABLE auth_user (${TABLE} integer, age integer NULL, badge varchar(9) NULL UNIQUE, CHECK (age < 200))`,
    ])
    const records = Array.from({ length: 300 }, (_, i) => user(i + 1, { age: i, badge: `b${i}` }))
    const taken = user(301, { age: 1, badge: 'b7' })
    const refused = await sqlAdmin(store).records.add([...records, taken], { skipRefused: true })
    expect(refused.map(({ index }) => index)).toEqual([
      ...Array.from({ length: 100 }, (_, i) => 200 + i),
      300,
    ])
    expect(refused[0]?.reason).toMatch(/^the table refuses it \(/)
    expect(refused.at(-1)?.reason).toMatch(/^one of its values is taken \(/)
    expect(await recordsOf(store)).toHaveLength(200)
    // Without the option it is all or nothing, and the first one is told.
    await expect(
      sqlAdmin(store).records.add([user(400), taken, user(401, { age: 999 })]),
    ).rejects.toMatchObject({
      name: 'UserExistsError',
      index: 1,
    })
    expect(await recordsOf(store)).toHaveLength(200)
    await store.close()
  })
})

it('a row that is refused costs a few savepoints, and not its batch again', async () => {
  const file = new DatabaseSync(':memory:')
  file.exec(`CREATE TABLE auth_user (${TABLE} integer, age integer CHECK (age < 200))`)
  const statements: string[] = []
  const watched: SqliteDatabase = {
    exec(sql) {
      statements.push(sql)
      file.exec(sql)
    },
    prepare: (sql) => file.prepare(sql),
    close: () => file.close(),
  }
  const store = sqliteStore(watched)
  const records = Array.from({ length: 1_000 }, (_, i) =>
    user(i + 1, { age: i % 100 === 0 ? 200 : 1 }),
  )
  expect(await sqlAdmin(store).records.add(records, { skipRefused: true })).toHaveLength(10)
  expect(statements.filter((sql) => sql === 'BEGIN IMMEDIATE')).toHaveLength(2)
  expect(statements.filter((sql) => sql.startsWith('SAVEPOINT')).length).toBeLessThan(10 * 20)
})

describe.each([
  ['MariaDB', MARIADB, freshMariadb],
  ['MySQL', MYSQL, freshMysql],
] as const)('%s: names that a character set cannot hold', (_name, url, fresh) => {
  const CASES: [set: string, unfit: string[], fit: string[]][] = [
    ['utf8mb3', ['emo😀a', '𝒻oo'], ['zoé', 'жук', '日本']],
    ['latin1', ['emo😀a', 'жук', '日本'], ['zoé', '€uro', 'naïve']],
    ['koi8r', ['zoé', '日本'], ['жук']],
    ['ascii', ['zoé', '日本'], ['plain']],
    ['utf8mb4', [], ['emo😀a', 'zoé', '日本']],
  ]
  it.skipIf(url === undefined).each(CASES)('%s', async (set, unfit, fit) => {
    const { url: own, query } = await fresh()
    await query(`CREATE TABLE auth_user (${TABLE} integer) CHARACTER SET ${set}`)
    const store = mysqlStore(own)
    const names = [...unfit, ...fit, 'ok1', ...unfit.map((name) => `${name}2`)]
    const records = names.map((username, i) => ({ ...user(i + 1), username }))
    const objections = await sqlAdmin(store).records.check(records)
    const refused = [...unfit, ...unfit].map((_, i) =>
      i < unfit.length ? i : names.length - 2 * unfit.length + i,
    )
    expect(objections).toEqual(
      refused.map((index) => ({
        index,
        reason: `"username" has the character set ${set}, which lacks a character of the value`,
      })),
    )
    const left = await sqlAdmin(store).records.add(records, { skipRefused: true })
    expect(left.map(({ index }) => index)).toEqual(refused)
    expect((await recordsOf(store)).map(({ username }) => username)).toEqual([...fit, 'ok1'])
    for (const name of unfit) expect(await store.findByUsername(name)).toBeUndefined()
    await store.close()
  })
  it.skipIf(url === undefined)(
    'as keys, many at a time: nobody has them, and that is no outage for others',
    async () => {
      const { url: own, query } = await fresh()
      await query(
        'CREATE TABLE auth_user (id varchar(20) PRIMARY KEY, username varchar(20), password varchar(20), is_active bool) CHARACTER SET utf8mb3',
      )
      await query("INSERT INTO auth_user VALUES ('a', 'a', '!', 1), ('b', 'b', '!', 1)")
      const store = mysqlStore(own, { users: { idType: 'string' } })
      const ids = ['a', '😀', 'b', '😀😀', 'c', '💩', 'a', '😀', 'b']
      const found = await Promise.all(ids.map(async (id) => (await store.findById(id))?.id))
      expect(found).toEqual([
        'a',
        undefined,
        'b',
        undefined,
        undefined,
        undefined,
        'a',
        undefined,
        'b',
      ])
      await store.close()
    },
  )
  it.skipIf(url === undefined)('dates of zeros come out and go in', async () => {
    const { url: own, query }: Database = await fresh()
    await query(
      `CREATE TABLE auth_user (${TABLE} integer, naive datetime NULL, seen timestamp NULL, born date NULL)`,
    )
    const columns = {
      naive: '0000-00-00T00:00:00.000000Z',
      seen: '0000-00-00T00:00:00.000000Z',
      born: '0000-00-00',
    }
    const store = mysqlStore(own)
    await sqlAdmin(store).records.add([
      user(1, columns),
      user(2, { ...columns, naive: '2024-02-00T00:00:00.000000Z' }),
    ])
    const [first, second] = await columnsOf(store)
    expect(first).toEqual(columns)
    expect(second?.['naive']).toBe('2024-02-00T00:00:00.000000Z')
    await expect(
      sqlAdmin(store).records.add([user(3, { naive: '2024-02-30T00:00:00.000000Z' })]),
    ).rejects.toThrow(/must be a timestamp/)
    await expect(sqlAdmin(store).records.add([user(3, { born: '2024-02-30' })])).rejects.toThrow(
      /the table refuses it/,
    )
    await store.close()
  })
})

describe.skipIf(POSTGRES === undefined)('PostgreSQL', () => {
  it('infinity, years before the first and after the 9999th come out and go in', async () => {
    const { store } = await storeOver('PostgreSQL', [
      `CREATE TABLE auth_user (${TABLE} boolean, zoned timestamptz, naive timestamp, born date)`,
      "INSERT INTO auth_user VALUES (1, 'a', '!', true, 'infinity', '-infinity', 'infinity'), (2, 'b', '!', true, '0044-03-15 12:00:00+00 BC', '12000-01-01', '0001-01-01 BC')",
    ])
    const records = await recordsOf(store)
    expect(records.map(({ columns }) => columns)).toEqual([
      { zoned: 'infinity', naive: '-infinity', born: 'infinity' },
      {
        zoned: '0044-03-15T12:00:00.000000Z BC',
        naive: '12000-01-01T00:00:00.000000Z AD',
        born: '0001-01-01 BC',
      },
    ])
    await sqlAdmin(store).records.add(
      records.map((record, i) => ({ ...record, id: 10 + i, username: `again${i}` })),
    )
    expect((await columnsOf(store)).slice(2)).toEqual(records.map(({ columns }) => columns))
    await store.close()
  })
  it('a database of another encoding: a name with a character that it lacks is one bad row', async () => {
    const { url, query } = await freshPostgres()
    await query(
      `CREATE DATABASE latin1_${process.pid} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
    )
    const own = new URL(url)
    own.pathname = `/latin1_${process.pid}`
    const store = postgresStore(own.href)
    await sqlAdmin(store).migrate()
    const names = ['ok1', 'жук', 'zoé', '日本', 'ok2']
    const records = names.map((username, i) => ({ ...user(i + 1), username }))
    const objections = await sqlAdmin(store).records.check(records)
    expect(objections.map(({ index }) => index)).toEqual([1, 3])
    expect(objections[0]?.reason).toMatch(
      /^"username" cannot store it: the encoding of the database/,
    )
    await sqlAdmin(store).records.add(records, { skipRefused: true })
    expect((await recordsOf(store)).map(({ username }) => username)).toEqual(['ok1', 'zoé', 'ok2'])
    await store.close()
    await query(`DROP DATABASE latin1_${process.pid}`)
  })
})

it('SQLite: a column of moments may hold numbers, as Prisma writes them', async () => {
  const { store } = await storeOver('SQLite', [
    `CREATE TABLE auth_user (${TABLE} integer, created DATETIME)`,
    "INSERT INTO auth_user VALUES (1, 'a', '!', 1, 1700000000123)",
  ])
  const [record = expect.fail()] = await recordsOf(store)
  await sqlAdmin(store).records.add([{ ...record, id: 2, username: 'b' }])
  expect(await columnsOf(store)).toEqual([
    { created: '1700000000123' },
    { created: '1700000000123' },
  ])
})
