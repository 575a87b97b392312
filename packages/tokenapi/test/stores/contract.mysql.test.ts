/** The published contract on a real MariaDB and MySQL: tables as applications have them, every way in. */
import mysql from 'mysql2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError, UnavailableError } from '../../src/index.ts'
import { withUsers } from '../support/with-users.ts'
import { type MysqlPool, type MysqlStoreOptions, mysqlStore } from '../../src/stores/mysql/index.ts'
import { storeContract } from '../../src/contracts/index.ts'
import { type ContractTable, fillTable, withoutDashes, casesOn } from '../support/contract-table.ts'
import { type Database, MARIADB, MYSQL, freshMariadb, freshMysql } from '../support/databases.ts'

// Where nothing is said, text has the server's own collation, which ignores case and accents.
const REST =
  'username varchar(150) NOT NULL UNIQUE, password varchar(128) NOT NULL, is_active tinyint(1) NOT NULL DEFAULT 1'

const TABLES: readonly ContractTable[] = [
  { name: 'our own table' },
  {
    name: 'bigint',
    users: { table: 'members', idType: 'bigint' },
    create: [`CREATE TABLE members (id bigint AUTO_INCREMENT PRIMARY KEY, ${REST})`],
  },
  {
    name: 'uuid',
    users: { table: 'members', idType: 'uuid' },
    create: [`CREATE TABLE members (id uuid PRIMARY KEY, ${REST})`],
  },
  {
    name: 'uuid in char(32), no is_active',
    users: { table: 'members', isActive: null, idType: 'uuid' },
    create: [`CREATE TABLE members (id char(32) PRIMARY KEY, ${REST})`],
    written: withoutDashes,
  },
  {
    name: 'uuid in char(36)',
    users: { table: 'members', idType: 'uuid' },
    create: [`CREATE TABLE members (id char(36) PRIMARY KEY, ${REST})`],
  },
  {
    name: 'keys as text that ignores case and accents',
    users: { table: 'members', idType: 'string' },
    create: [`CREATE TABLE members (id varchar(40) PRIMARY KEY, ${REST})`],
  },
  {
    name: 'odd names, active as one bit',
    users: {
      table: 'Us`er s',
      id: 'order',
      username: 'select',
      password: 'pass word',
      isActive: '?',
    },
    create: [
      'CREATE TABLE `Us``er s` (`order` int unsigned AUTO_INCREMENT PRIMARY KEY, `select` varchar(150) NOT NULL UNIQUE, `pass word` text NOT NULL, `?` bit(1) NOT NULL)',
    ],
  },
]

const SQL = { quote: (name: string) => `\`${name.replaceAll('`', '``')}\``, mark: () => '?' }

const OWN_AND_ODD = [...TABLES.slice(0, 1), ...TABLES.slice(-1)]

const WAYS = [
  { way: 'by URL', handIn: undefined, tables: OWN_AND_ODD },
  {
    way: 'a pool handed in',
    handIn: (pool: mysql.Pool): MysqlPool => pool.promise(),
    tables: TABLES,
  },
  { way: 'a pool with callbacks handed in', handIn: (pool: mysql.Pool) => pool, tables: TABLES },
]

// MySQL has no uuid of its own. With callbacks is an affair of the driver, not of the server.
const SERVERS = [
  { server: 'MariaDB', there: MARIADB !== undefined, fresh: freshMariadb, ways: WAYS },
  { server: 'MySQL', there: MYSQL !== undefined, fresh: freshMysql, ways: WAYS.slice(0, 2) },
]
const EACH_WAY = SERVERS.flatMap(({ server, there, fresh, ways }) =>
  ways.map(({ way, handIn, tables }) => ({
    name: `${server}, ${way}`,
    there,
    fresh,
    handIn,
    tables: tables.filter(({ name }) => server !== 'MySQL' || name !== 'uuid'),
  })),
)

describe.each(EACH_WAY)('$name', ({ there, fresh, handIn, tables }) => {
  describe.skipIf(!there).each(tables)('$name', (table) => {
    const { users, create = [] } = table
    const options: MysqlStoreOptions = users === undefined ? {} : { users }
    let database: Database
    let pool: mysql.Pool

    beforeAll(async () => {
      database = await fresh()
      pool = mysql.createPool({ uri: database.url, connectionLimit: 5 })
      for (const sql of create) await database.query(sql)
      await sqlAdmin(mysqlStore(pool, options)).migrate()
    })
    afterAll(async () => {
      await pool.promise().end()
      await database.drop()
    })

    const cases = storeContract({
      idType: users?.idType ?? 'integer',
      async open(people) {
        await fillTable(table, people, (sql, values) => database.query(sql, values), SQL)
        return withUsers(mysqlStore(handIn?.(pool) ?? database.url, options))
      },
      ...(users?.isActive === null ? { alwaysActive: true } : {}),
      directory: true,
      upgrades: true,
      tokens: true,
      unreachable: async () => mysqlStore('mysql://nobody@127.0.0.1:1/nothing', options),
    })
    for (const { name, run } of casesOn(table, cases)) it(name, run)
  })
})

describe.each(SERVERS)('a pool that was told otherwise, on $server', ({ there, fresh }) => {
  it.skipIf(!there).each<[string, mysql.PoolOptions]>([
    ['values as bytes', { typeCast: false }],
    ['values as text', { typeCast: (field: { string(): unknown }) => field.string() } as object],
    ['rows by table', { nestTables: true } as object],
    ['rows by place', { rowsAsArray: true }],
    ['named parameters', { namedPlaceholders: true }],
  ])('%s: users are as ever', async (_what, settings) => {
    const database = await fresh()
    const pool = mysql.createPool({ uri: database.url, ...settings })
    await database.query(
      'CREATE TABLE people (id int AUTO_INCREMENT PRIMARY KEY, `:login` varchar(150) UNIQUE, password varchar(128), is_active bool)',
    )
    const store = mysqlStore(pool, { users: { table: 'people', username: ':login' } })
    await sqlAdmin(store).migrate()
    await store.ping()
    const maria = await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
    expect(maria).toEqual({ id: 1, username: 'maria', password: 'x', isActive: true })
    expect(await store.findById(1)).toEqual(maria)
    expect(await store.findByUsername('maria')).toEqual(maria)
    expect((await sqlAdmin(store).inspect()).rights).toMatchObject({
      readUsers: true,
      updatePasswords: true,
    })
    await pool.promise().end()
    await database.drop()
  })

  it.skipIf(!there)('a session that would not see changes is said at start-up', async () => {
    const database = await fresh()
    const pool = mysql.createPool({ uri: database.url, connectionLimit: 1 })
    const store = mysqlStore(pool)
    await sqlAdmin(store).migrate()
    await pool.promise().query('SET autocommit = 0')
    await expect(store.ping()).rejects.toThrow(ConfigError)
    await expect(store.ping()).rejects.toThrow(/SET autocommit = 1/)
    await pool.promise().end()
    await database.drop()
  })

  it.skipIf(!there)('keys beyond what is read end a list with an error', async () => {
    const database = await fresh()
    await database.query(
      'CREATE TABLE auth_user (id bigint unsigned PRIMARY KEY, username varchar(150), password text, is_active bool)',
    )
    const rows = "(1, 'maria', 'x', 1), (18446744073709551610, 'far', 'y', 1)"
    await database.query(`INSERT INTO auth_user VALUES ${rows}`)
    const store = mysqlStore(database.url, { users: { idType: 'bigint' } })
    const list = async (): Promise<void> => {
      for await (const user of sqlAdmin(store).users.list()) expect(user.username).toBe('maria')
    }
    await expect(list()).rejects.toThrow(UnavailableError)
    await store.close()
    await database.drop()
  })

  it.skipIf(!there)('a hash in bytes is no wrong token: nobody can tell', async () => {
    const database = await fresh()
    await database.query(
      'CREATE TABLE auth_user (id int PRIMARY KEY, username varchar(150), password varbinary(128), is_active bool)',
    )
    await database.query("INSERT INTO auth_user VALUES (1, 'maria', 'x', 1)")
    const store = mysqlStore(database.url)
    await expect(store.findById(1)).rejects.toThrow(UnavailableError)
    await expect(store.findByUsername('maria')).rejects.toThrow(UnavailableError)
    expect(await store.findById(2)).toBeUndefined()
    await store.close()
    await database.drop()
  })
})

describe.each(SERVERS)('keys at the ends of their column, on $server', ({ there, fresh }) => {
  it.skipIf(!there).each([
    ['int', 'integer', [-2_147_483_648, 2_147_483_647]],
    ['int unsigned', 'integer', [4_294_967_295]],
    ['bigint', 'bigint', [-(2n ** 63n), 2n ** 63n - 1n]],
  ] as const)('%s', async (type, idType, ids) => {
    const database = await fresh()
    await database.query(
      `CREATE TABLE auth_user (id ${type} PRIMARY KEY, username text, password text, is_active bool)`,
    )
    const store = mysqlStore(database.url, { users: { idType } })
    for (const id of ids) {
      const user = { id, username: `user ${id}`, password: 'x', isActive: true }
      expect(await sqlAdmin(store).users.add(user)).toEqual(user)
      expect(await store.findById(id)).toEqual(user)
    }
    await store.close()
    await database.drop()
  })
})

describe.each(SERVERS)(
  'names in a column that cannot hold them are nobody’s, on $server',
  ({ there, fresh }) => {
    it.skipIf(!there).each(['latin1', 'utf8mb3', 'ascii', 'latin1 COLLATE latin1_bin'])(
      '%s',
      async (charset) => {
        const database = await fresh()
        await database.query(
          `CREATE TABLE auth_user (id int PRIMARY KEY, username varchar(150) CHARACTER SET ${charset} UNIQUE, password text, is_active bool)`,
        )
        await database.query("INSERT INTO auth_user VALUES (1, 'maria', 'x', 1), (2, '??', 'y', 1)")
        const store = mysqlStore(database.url)
        for (const name of ['😀', '名前', 'maria😀', 'márìa', '\u0430', 'ſ', 'Maria', '?😀']) {
          expect(await store.findByUsername(name)).toBeUndefined()
        }
        expect((await store.findByUsername('maria'))?.id).toBe(1)
        expect((await store.findByUsername('??'))?.id).toBe(2)
        await store.close()
        await database.drop()
      },
    )
  },
)
