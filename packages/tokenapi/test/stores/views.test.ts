/** Users behind a view, and in tables with computed columns: what cannot be done is said, with a way out. */
import { DatabaseSync } from 'node:sqlite'

import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { type SqlStore, sqliteStore } from '../../src/stores/sqlite/index.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

interface Bench {
  readonly store: SqlStore
  run(sql: string): Promise<unknown>
  stop(): Promise<unknown>
}

const USERS = { table: 'people' }
const SERVERS: readonly (readonly [name: string, open: () => Promise<Bench>])[] = [
  [
    'SQLite',
    async () => {
      const database = new DatabaseSync(':memory:')
      return {
        store: sqliteStore(database, { users: USERS }),
        run: async (sql) => database.exec(sql),
        stop: async () => database.close(),
      }
    },
  ],
  ['PostgreSQL', () => over(freshPostgres)] as const,
  ['MariaDB', () => over(freshMariadb)] as const,
  ['MySQL', () => over(freshMysql)] as const,
]

async function over(fresh: typeof freshPostgres | typeof freshMysql): Promise<Bench> {
  const database = await fresh()
  const store = database.url.startsWith('postgres')
    ? postgresStore(database.url, { users: USERS })
    : mysqlStore(database.url, { users: USERS })
  return {
    store,
    run: (sql) => database.query(sql),
    stop: async () => {
      await store.close()
      await database.drop()
    },
  }
}

const MEMBERS =
  'CREATE TABLE members (id int PRIMARY KEY, username varchar(150) NOT NULL, secret varchar(128) NOT NULL, blocked boolean NOT NULL)'
const FIX =
  /"people" of .* cannot be written like that \(.+\): .*Make the change in the table behind it.*when: false/

describeEachPeer(SERVERS)('%s', (name, open) => {
  it('a view with a computed column for active users, as docs have had it', async () => {
    const { store, run, stop } = await open()
    await run(MEMBERS)
    await run("INSERT INTO members VALUES (1, 'maria', 'x', false)")
    await run(
      'CREATE VIEW people AS SELECT id, username, secret AS password, NOT blocked AS is_active FROM members',
    )
    await store.ping()
    expect(await store.findByUsername('maria')).toMatchObject({ id: 1, isActive: true })
    for (const change of [
      () => sqlAdmin(store).users.update(1, { isActive: false }),
      () => sqlAdmin(store).users.add({ id: 2, username: 'sam', password: 'y' }),
    ]) {
      await expect(change()).rejects.toThrow(ConfigError)
      await expect(change()).rejects.toThrow(FIX)
    }
    // A plain column of it can be written, where the database does that at all.
    const rehash = sqlAdmin(store).users.update(1, { password: 'new' })
    if (name === 'SQLite') await expect(rehash).rejects.toThrow(FIX)
    else expect(await rehash).toBe(true)
    expect((await sqlAdmin(store).inspect()).rights.updatePasswords).toBe(name !== 'SQLite')
    await stop()
  })

  it('a view with a computed password: it is read, and nothing is written', async () => {
    const { store, run, stop } = await open()
    const joined =
      name === 'PostgreSQL' || name === 'SQLite' ? "'bcrypt' || secret" : "CONCAT('bcrypt', secret)"
    await run(MEMBERS)
    await run("INSERT INTO members VALUES (1, 'maria', '$x', false)")
    await run(
      `CREATE VIEW people AS SELECT id, username, ${joined} AS password, NOT blocked AS is_active FROM members`,
    )
    await store.ping()
    expect(await store.findById(1)).toMatchObject({ password: 'bcrypt$x' })
    const { rights, userCount } = await sqlAdmin(store).inspect()
    expect({ ...rights, userCount }).toMatchObject({
      readUsers: true,
      updatePasswords: false,
      userCount: 1,
    })
    await expect(sqlAdmin(store).users.update(1, { password: 'new' })).rejects.toThrow(FIX)
    await stop()
  })

  it('a view over several tables', async () => {
    const { store, run, stop } = await open()
    await run(MEMBERS)
    await run(
      'CREATE TABLE logins (member int PRIMARY KEY, password varchar(128), is_active boolean)',
    )
    await run("INSERT INTO members VALUES (1, 'maria', 'x', false)")
    await run('INSERT INTO logins VALUES (1, NULL, true)')
    await run(
      'CREATE VIEW people AS SELECT id, username, password, is_active FROM members JOIN logins ON member = id',
    )
    await store.ping()
    await expect(
      sqlAdmin(store).users.add({ id: 2, username: 'sam', password: 'y' }),
    ).rejects.toThrow(FIX)
    await expect(sqlAdmin(store).users.remove(1)).rejects.toThrow(FIX)
    await stop()
  })

  it('a table with a generated column for active users', async () => {
    const { store, run, stop } = await open()
    await run(
      `CREATE TABLE people (id int PRIMARY KEY, username varchar(150), password varchar(128), blocked ${name === 'PostgreSQL' ? 'boolean' : 'int'}, is_active ${name === 'PostgreSQL' ? 'boolean' : 'int'} GENERATED ALWAYS AS (${name === 'PostgreSQL' ? 'NOT blocked' : '1 - blocked'}) STORED)`,
    )
    await run(
      `INSERT INTO people (id, username, password, blocked) VALUES (1, 'maria', 'x', ${name === 'PostgreSQL' ? 'false' : '0'})`,
    )
    await store.ping()
    expect(await store.findById(1)).toMatchObject({ isActive: true })
    await expect(sqlAdmin(store).users.update(1, { isActive: false })).rejects.toThrow(FIX)
    await stop()
  })
})
