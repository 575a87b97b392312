/** The published contract on the stores that need no server. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { withUsers } from '../support/with-users.ts'
import { type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite/index.ts'
import { storeContract } from '../../src/contracts/index.ts'
import { type ContractTable, fillTable, withoutDashes, casesOn } from '../support/contract-table.ts'

const ID_TYPES = ['integer', 'bigint', 'uuid', 'string'] as const

describe.each(ID_TYPES)('memory, keys: %s', (idType) => {
  const spelling = idType === 'bigint' ? 'integer' : idType
  const cases = storeContract({
    idType,
    open: async (users) => memoryStore(users, { idType: spelling }),
    directory: true,
    upgrades: true,
    tokens: true,
  })
  for (const { name, run } of cases) it(name, run)
})

const SAMPLES = {
  email: ['a@example.com', 'zoé@example.com', '', "o'hara@example.com", 'e@example.com'],
  is_staff: [true, false, true, false, false],
  plan: ['free', null, 'paid', null, 'free'],
}
const ATTRIBUTES = ['email', 'is_staff', 'plan'] as const

describe('with attributes', () => {
  const cases = storeContract({
    attributes: SAMPLES,
    open: async (users) => memoryStore<object>(users, { attributes: [...ATTRIBUTES] as never[] }),
    directory: true,
    upgrades: true,
    tokens: true,
  })
  for (const { name, run } of cases) it(`memory: ${name}`, run)

  const onSqlite = storeContract({
    attributes: SAMPLES,
    async open(users) {
      const database = inMemory() as unknown as DatabaseSync
      database.exec(
        'CREATE TABLE auth_user (id integer PRIMARY KEY, username text UNIQUE, password text, is_active bool, email text, is_staff bool, plan text)',
      )
      const insert = database.prepare('INSERT INTO auth_user VALUES (?, ?, ?, ?, ?, ?, ?)')
      for (const given of users) {
        const { id = 0, username, password, isActive } = given
        const values = new Map<string, unknown>(Object.entries(given))
        const [email, isStaff, plan] = ATTRIBUTES.map((name) => values.get(name) ?? null)
        const row = [id, username, password, Number(isActive !== false)]
        insert.run(...row, email as string, Number(isStaff), plan as string | null)
      }
      return sqliteStore(database as unknown as SqliteDatabase, {
        users: { attributes: [...ATTRIBUTES] },
      })
    },
  })
  // Upgrades and access tokens need tables of their own, which is not what this is about.
  const named = onSqlite.filter(({ name }) => !/^no (?:upgrades|access tokens)/.test(name))
  for (const { name, run } of named) it(`SQLite: ${name}`, run)
})

const OPTIONS = { quote: (name: string) => `"${name.replaceAll('"', '""')}"`, mark: () => '?' }
const active = Number

const TABLES: readonly (ContractTable & { readonly idType: (typeof ID_TYPES)[number] })[] = [
  { name: 'our own table', idType: 'integer', active },
  { name: 'our own table, keys of 64 bits', idType: 'bigint', active },
  {
    name: 'uuid in char(32), as Django has it; no is_active',
    idType: 'uuid',
    users: { table: 'members', username: 'email', isActive: null, idType: 'uuid' },
    create: [
      'CREATE TABLE members (id char(32) NOT NULL PRIMARY KEY, email varchar(254) NOT NULL UNIQUE, password varchar(128) NOT NULL)',
    ],
    written: withoutDashes,
  },
  {
    name: 'names and keys as text that ignores case, odd names',
    idType: 'string',
    users: { table: 'Us"er s', id: 'order', username: 'select', isActive: '1', idType: 'string' },
    create: [
      'CREATE TABLE "Us""er s" ("order" text COLLATE NOCASE PRIMARY KEY, "select" text COLLATE NOCASE UNIQUE, password text, "1" bool)',
    ],
    active,
  },
]

const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => SqliteDatabase
const inMemory = (): SqliteDatabase => new DatabaseSync(':memory:') as SqliteDatabase
const inFile = (): string => join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')

describe.each([
  ['node:sqlite, by path', inFile],
  ['node:sqlite, handed in', inMemory],
  ['libsql, handed in', () => new Libsql(':memory:')],
])('SQLite, %s', (_driver, make) => {
  describe.each(TABLES)('$name', (table) => {
    const { idType, users, create = [] } = table
    const options = users === undefined ? {} : { users }
    const cases = storeContract({
      idType,
      async open(people) {
        const given = make()
        const store = sqliteStore(given, { ...options, create: true })
        await sqlAdmin(store).migrate()
        const database = typeof given === 'string' ? new DatabaseSync(given) : given
        for (const sql of create) database.exec(sql)
        const run = async (sql: string, values: readonly unknown[]) =>
          database
            .prepare(sql)
            .run(
              ...(values.map((value) =>
                typeof value === 'boolean' ? Number(value) : value,
              ) as string[]),
            )
        await fillTable(table, people, run, OPTIONS)
        if (typeof given === 'string') database.close()
        return withUsers(store)
      },
      ...(users?.isActive === null ? { alwaysActive: true } : {}),
      directory: true,
      upgrades: true,
      tokens: true,
      unreachable: async () => sqliteStore(join(inFile(), 'none'), options),
    })
    for (const { name, run } of casesOn(table, cases)) it(name, run)
  })
})

it('the contract runs under another test runner as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  const module = (path: string): string =>
    JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../dist', path)).href)
  writeFileSync(
    join(folder, 'store.test.mjs'),
    `import { test } from 'node:test'
     import { memoryStore } from ${module('stores/memory/index.js')}
     import { storeContract } from ${module('contracts/index.js')}
     const open = async (users) => memoryStore(users)
     for (const { name, run } of storeContract({ open, directory: true, upgrades: true, tokens: true })) test(name, run)`,
  )
  const count = storeContract({
    open: async () => memoryStore(),
    directory: true,
    upgrades: true,
    tokens: true,
  })
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const output = execFileSync(process.execPath, ['--test', '--test-reporter', 'tap'], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  expect(output).toContain(`# pass ${count.length}\n`)
  expect(output).toContain('# fail 0\n')
})
