/** Columns of other types than Django's: what can be read is read, what cannot is named by `ping`. */
import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { type SqlStore, type UserTableMapping, sqliteStore } from '../../src/stores/sqlite/index.ts'
import { type Database, freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

type Kind = 'sqlite' | 'postgres' | 'mysql'

interface Bench {
  run(sql: string): Promise<unknown>
  open(users: UserTableMapping): SqlStore
  stop(): Promise<void>
}

async function overServer(
  fresh: () => Promise<Database>,
  open: (url: string, users: UserTableMapping) => SqlStore,
): Promise<Bench> {
  const database = await fresh()
  return {
    run: (sql) => database.query(sql),
    open: (users) => open(database.url, users),
    stop: () => database.drop(),
  }
}

const BENCHES: readonly (readonly [name: string, kind: Kind, start: () => Promise<Bench>])[] = [
  [
    'SQLite',
    'sqlite',
    async () => {
      const database = new DatabaseSync(':memory:')
      return {
        run: async (sql) => database.exec(sql),
        open: (users) => sqliteStore(database, { users }),
        stop: async () => database.close(),
      }
    },
  ],
  [
    'PostgreSQL',
    'postgres',
    () => overServer(freshPostgres, (url, users) => postgresStore(url, { users })),
  ] as const,
  [
    'MariaDB',
    'mysql',
    () => overServer(freshMariadb, (url, users) => mysqlStore(url, { users })),
  ] as const,
  [
    'MySQL',
    'mysql',
    () => overServer(freshMysql, (url, users) => mysqlStore(url, { users })),
  ] as const,
]

const BYTES = { sqlite: 'blob', postgres: 'bytea', mysql: 'binary(16)' }
const UUID = '00112233-4455-6677-8899-aabbccddeeff'
const OTHER = 'ffeeddcc-bbaa-9988-7766-554433221100'
const bytesOf = (kind: Kind, uuid: string): string => {
  const digits = uuid.replaceAll('-', '')
  return kind === 'postgres' ? `'\\x${digits}'` : `x'${digits}'`
}

describeEachPeer(BENCHES)('%s', (_name, kind, start) => {
  let bench: Bench
  let tables = 0
  beforeAll(async () => {
    bench = await start()
  })
  afterAll(() => bench.stop())

  /** A table of these columns, Django's where nothing else is said; a store over it. */
  const table = async (
    columns: Partial<Record<'id' | 'username' | 'password' | 'is_active', string>>,
    users: UserTableMapping = {},
  ): Promise<{ name: string; store: SqlStore }> => {
    const name = `users${++tables}`
    const {
      id = 'int',
      username = 'varchar(150)',
      password = 'varchar(128)',
      is_active: active = 'boolean',
    } = columns
    await bench.run(
      `CREATE TABLE ${name} (id ${id} PRIMARY KEY, username ${username}, password ${password}, is_active ${active})`,
    )
    return { name, store: bench.open({ table: name, ...users }) }
  }

  describe('a type that cannot work: `ping` names the column', () => {
    const date = kind === 'sqlite' ? 'datetime' : 'timestamp'
    it.each([
      [
        'username',
        { username: 'numeric(10)' },
        {},
        /column of user names "username" .* must be text: .*`users\.username`/,
      ],
      ['username', { username: 'int' }, {}, /column of user names "username"/],
      [
        'username',
        { username: kind === 'mysql' ? 'varbinary(150)' : BYTES[kind] },
        {},
        /column of user names "username"/,
      ],
      [
        'password',
        { password: kind === 'mysql' ? 'varbinary(128)' : BYTES[kind] },
        {},
        /column of password hashes "password"/,
      ],
      [
        'is_active',
        { is_active: 'varchar(10)' },
        {},
        /column for active users "is_active" .*cannot be true or false: say which value means active, as in `users\.isActive: \{ column: "is_active", when: "active" \}`/,
      ],
      [
        'is_active',
        { is_active: `${date} NULL` },
        {},
        /where NULL means active, set `users\.isActive` to \{ column: "is_active", when: null \}/,
      ],
      ['is_active', { is_active: 'date NULL' }, {}, /when: null/],
      [
        'is_active',
        { is_active: 'int NOT NULL' },
        { isActive: { column: 'is_active', when: null } },
        /cannot be NULL/,
      ],
      [
        'is_active',
        { is_active: 'int' },
        { isActive: { column: 'is_active', when: 'active' } },
        /cannot be the string that `when` names/,
      ],
      ['id', { id: BYTES[kind] }, {}, /key "id" .*: set `users\.idType` to "uuid"/],
      [
        'id',
        { id: BYTES[kind] },
        { idType: 'string' },
        /key "id" .*: set `users\.idType` to "uuid"/,
      ],
      [
        'id',
        { id: kind === 'mysql' ? 'varbinary(40)' : 'real' },
        {},
        /key "id" .*: name another column with `users\.id`/,
      ],
    ] as const)('%s: %j %j', async (column, columns, users, message) => {
      const { store } = await table(columns, users)
      await expect(store.ping()).rejects.toThrow(ConfigError)
      await expect(store.ping()).rejects.toThrow(message)
      const [problem] = (await sqlAdmin(store).inspect()).columnProblems
      expect(problem?.column).toBe(column)
      await store.close()
    })
  })

  describe('a uuid as 16 bytes', () => {
    it('is read, found, listed, changed and removed as any other', async () => {
      const { name, store } = await table({ id: BYTES[kind] }, { idType: 'uuid' })
      await bench.run(
        `INSERT INTO ${name} VALUES (${bytesOf(kind, UUID)}, 'maria', 'x', ${kind === 'postgres' ? 'true' : '1'})`,
      )
      const maria = { id: UUID, username: 'maria', password: 'x', isActive: true }
      // Also where nobody has asked whether the table is right.
      expect(await store.findById(UUID)).toEqual(maria)
      expect(await store.findById(OTHER)).toBeUndefined()
      expect(await store.findByUsername('maria')).toEqual(maria)
      await store.ping()
      expect((await sqlAdmin(store).inspect()).columnProblems).toEqual([])
      const together = await Promise.all(
        [UUID, OTHER, UUID, UUID, OTHER].map(async (id) => store.findById(id)),
      )
      expect(together.map((user) => user?.username)).toEqual([
        'maria',
        undefined,
        'maria',
        'maria',
        undefined,
      ])

      const sam = await sqlAdmin(store).users.add({ username: 'sam', password: 'y' })
      expect(sam.id).toMatch(/^[0-9a-f-]{36}$/)
      expect(
        await sqlAdmin(store).users.add({ id: OTHER, username: 'zoe', password: 'z' }),
      ).toMatchObject({
        id: OTHER,
      })
      await expect(
        sqlAdmin(store).users.add({ id: OTHER, username: 'zoë', password: 'z' }),
      ).rejects.toThrow(/already/)
      await sqlAdmin(store).records.add([
        { id: '01234567-89ab-cdef-0123-456789abcdef', username: 'lea', password: '!' },
      ])
      const names: string[] = []
      for await (const user of sqlAdmin(store).users.list())
        names.push(`${String(user.id).slice(0, 4)} ${user.username}`)
      expect(names).toHaveLength(4)
      expect(names).toContain('0123 lea')
      const records: unknown[] = []
      for await (const record of sqlAdmin(store).records.list()) records.push(record.id)
      expect(records).toContain(UUID)
      expect(
        await sqlAdmin(store).records.check([{ id: UUID, username: 'new', password: '!' }]),
      ).toMatchObject([{ reason: `the id ${UUID} is taken` }])
      expect(await sqlAdmin(store).users.update(UUID, { password: 'new' })).toBe(true)
      expect(await store.upgrades.replaceHash({ id: UUID, from: 'new', to: 'newer' })).toBe(true)
      expect(await store.findById(UUID)).toMatchObject({ password: 'newer' })
      expect(await sqlAdmin(store).users.remove(UUID)).toBe(true)
      expect(await store.findById(UUID)).toBeUndefined()
      await store.close()
    })
  })

  describe('who is active', () => {
    const truth = (value: boolean): string =>
      kind === 'postgres' ? String(value) : String(Number(value))
    const date = kind === 'sqlite' ? 'datetime' : 'timestamp'
    const status = kind === 'mysql' ? "enum('active', 'gone')" : 'varchar(10)'
    it.each([
      [
        'a column that means the opposite',
        'boolean',
        false,
        truth(false),
        [truth(true), 'NULL'],
        true,
      ],
      ['the same as a number', 'int', false, '0', ['1', '7', 'NULL'], true],
      ['the usual one, written out', 'boolean', true, truth(true), [truth(false), 'NULL'], true],
      ['a number', 'int', 2, '2', ['0', '1', '22', 'NULL'], false],
      ['a text or an enum', status, 'active', "'active'", ["'gone'", 'NULL'], false],
      [
        'when somebody was switched off',
        `${date} NULL`,
        null,
        'NULL',
        ["'2024-02-29 12:00:00'"],
        true,
      ],
    ] as const)('%s: %s, active when %j', async (_story, type, when, good, bad, writable) => {
      const isActive = { column: 'is_active', when }
      const { name, store } = await table({ is_active: type }, { isActive })
      await store.ping()
      const values = [good, ...bad]
      for (const [i, value] of values.entries()) {
        await bench.run(`INSERT INTO ${name} VALUES (${i}, 'user ${i}', 'x', ${value})`)
      }
      const found = await Promise.all(values.map(async (_, i) => store.findByUsername(`user ${i}`)))
      expect(found.map((user) => user?.isActive)).toEqual([true, ...bad.map(() => false)])

      expect(await sqlAdmin(store).users.update(1, { isActive: true })).toBe(true)
      expect(await store.findById(1)).toMatchObject({ isActive: true })
      expect(
        await sqlAdmin(store).users.add({ id: 50, username: 'new', password: 'x' }),
      ).toMatchObject({
        isActive: true,
      })
      const off = sqlAdmin(store).users.update(1, { isActive: false })
      if (writable) {
        expect(await off).toBe(true)
        expect(await store.findById(1)).toMatchObject({ isActive: false })
      } else {
        await expect(off).rejects.toThrow(
          /names the value of "is_active" for an active user, and none for an inactive one/,
        )
      }
      await store.close()
    })
  })
})

describe('a mapping that cannot be', () => {
  it.each([
    [{ column: 'x' }],
    [{ column: 'x', when: undefined }],
    [{ column: 'x', when: Number.NaN }],
    [{ column: 'x', when: false, otherwise: 1 }],
    [{ column: '', when: false }],
    [{ when: false }],
    [42],
  ])('%j', (isActive) => {
    expect(() => sqliteStore(':memory:', { users: { isActive: isActive as never } })).toThrow(
      /`users\.isActive` must be the name of a column|`users\.isActive\.column`/,
    )
  })
})
