/** What a store finds out about its database; `tokenapi doctor` shows it on servers as well. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { UnavailableError } from '../../src/index.ts'
import {
  type SqliteDatabase,
  type UserTableMapping,
  sqliteStore,
} from '../../src/stores/sqlite/index.ts'
import { copyDatabase } from '../support/corpus.ts'

const inspected = async (sql: string, users: UserTableMapping = {}) => {
  const database = new DatabaseSync(':memory:')
  database.exec(sql)
  const store = sqliteStore(database as SqliteDatabase, { users })
  const inspection = await sqlAdmin(store).inspect()
  database.close()
  return inspection
}

describe('SQLite', () => {
  it('the recorded table: what it holds, and that we may do everything to it', async () => {
    const store = sqliteStore(copyDatabase('django.sqlite3'))
    const asked = Date.now()
    const { version, now, columns, ...rest } = await sqlAdmin(store).inspect()
    expect(version).toMatch(/^SQLite 3\.\d+/)
    expect(now.getTime()).toBeGreaterThan(asked - 1_000)
    expect(now.getTime()).toBeLessThan(Date.now() + 1_000)
    expect(columns).toHaveLength(11)
    expect(rest).toEqual({
      isReadOnly: false,
      table: 'auth_user',
      django: true,
      mapping: expect.objectContaining({ username: 'username', isActive: 'is_active' }),
      columnProblems: [],
      notUnique: [],
      wantedIdType: undefined,
      userCount: 27,
      role: undefined,
      endedTokens: undefined,
      rights: {
        readUsers: true,
        updatePasswords: true,
        readKeptTokens: undefined,
        keepTokens: undefined,
        readAccessTokens: undefined,
        issueAccessTokens: undefined,
        useTickets: undefined,
        writeCounters: undefined,
        recordEvents: undefined,
        createTables: true,
        everything: false,
      },
    })
    await sqlAdmin(store).migrate()
    expect(await sqlAdmin(store).inspect()).toMatchObject({
      endedTokens: { count: 0, since: undefined },
      rights: {
        readKeptTokens: true,
        keepTokens: true,
        readAccessTokens: true,
        issueAccessTokens: true,
        useTickets: true,
        writeCounters: true,
        recordEvents: true,
      },
    })
    await store.close()
  })

  it('no table: nothing to read, and no error', async () => {
    expect(await inspected('')).toMatchObject({
      columns: [],
      columnProblems: [],
      notUnique: [],
      wantedIdType: undefined,
      userCount: undefined,
      rights: { readUsers: false, updatePasswords: false },
    })
  })

  it.each([
    ['as it comes', 'text', true],
    ['told to ignore case', 'varchar(150) COLLATE NOCASE', false],
    ['told to ignore spaces at the end', 'text NOT NULL COLLATE rtrim UNIQUE', false],
    ['told to be exact', 'text /* not NOCASE */ COLLATE BINARY', true],
  ])('a column %s', async (_name, type, exact) => {
    const table = `CREATE TABLE "my ""users" (id integer PRIMARY KEY, "login ""name" ${type}, password text)`
    const users = { table: 'my "users', username: 'login "name', isActive: null }
    for (const sql of [table, `${table}; INSERT INTO "my ""users" VALUES (1, 'A', 'x')`]) {
      const { columns } = await inspected(sql, users)
      expect(columns.map((column) => column.exact)).toEqual([true, exact, true])
    }
  })

  it.each([
    ['integer', 'integer', undefined],
    ['bigint', 'integer', undefined],
    ['char(32)', 'integer', 'string'],
    ['char(32)', 'uuid', undefined],
    ['integer', 'uuid', 'bigint'],
  ] as const)('a key of %s read as %s', async (type, idType, wanted) => {
    const sql = `CREATE TABLE auth_user (id ${type} PRIMARY KEY, username text, password text, is_active bool)`
    expect((await inspected(sql, { idType })).wantedIdType).toBe(wanted)
  })

  it('somebody else writes: that is an outage, and no right that we lack', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
    const made = sqliteStore(path, { create: true })
    await sqlAdmin(made).migrate()
    await made.close()
    const writer = new DatabaseSync(path)
    writer.exec('BEGIN IMMEDIATE')
    const store = sqliteStore(path, { busyTimeout: 10 })
    await expect(store.ping()).resolves.toBeUndefined()
    await expect(sqlAdmin(store).inspect()).rejects.toThrow(UnavailableError)
    writer.exec('COMMIT')
    expect((await sqlAdmin(store).inspect()).rights.updatePasswords).toBe(true)
    writer.close()
    await store.close()
  })
})
