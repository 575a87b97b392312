/** Beside a Django in the same database: whose hashes are left alone, and who cannot be removed. */
import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError, type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { copyDatabase } from '../support/corpus.ts'
import { type Database, freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

type Place = Pick<Database, 'url' | 'query' | 'drop'> & Partial<Pick<Database, 'createRole'>>

async function sqlitePlace(): Promise<Place> {
  const url = copyDatabase('django.sqlite3')
  return {
    url,
    query: async (sql) => {
      const database = new DatabaseSync(url)
      database.exec(sql)
      database.close()
      return []
    },
    drop: async () => {},
  }
}

const PLACES = [
  ['SQLite', sqlitePlace, (url: string): SqlStore => sqliteStore(url)],
  ['PostgreSQL', () => freshPostgres('django-postgres.sql'), (url: string) => postgresStore(url)],
  ['MariaDB', () => freshMariadb('django-mariadb.sql'), (url: string) => mysqlStore(url)],
  ['MySQL', () => freshMysql('django-mariadb.sql'), (url: string) => mysqlStore(url)],
] as const

const SECRET = 'a secret for these tests, long enough'
const OLD = await makePassword('right', { iterations: 10 })

describeEachPeer(PLACES)('a Django over the same database: %s', (name, fresh, open) => {
  let place: Place
  let store: SqlStore
  // The recorded users have used up the keys that a database would give.
  let lastId = 1_000
  beforeAll(async () => {
    place = await fresh()
    store = open(place.url)
    await sqlAdmin(store).migrate()
  })
  afterAll(async () => {
    await store.close()
    await place.drop()
  })

  /** Whether a login of a new user with a weak hash stored another one. */
  async function isRewritten(
    username: string,
    options: Partial<TokenApiOptions> = {},
    over: SqlStore = store,
  ): Promise<boolean> {
    const { id } = await sqlAdmin(store).users.add({ id: ++lastId, username, password: OLD })
    const passwordHasher = createPasswordHasher({ iterations: 20 })
    const api = createTokenApi({ secretKey: SECRET, store: over, passwordHasher, ...options })
    await api.login(username, 'right')
    return (await store.findById(id))?.password !== OLD
  }

  it('hashes are left alone, with `compatibility` too, unless `upgradePasswords` is set', async () => {
    expect(await isRewritten('a')).toBe(false)
    expect(await isRewritten('b', { compatibility: 'django-tokenapi' })).toBe(false)
    expect(await isRewritten('c', { upgradePasswords: false })).toBe(false)
    expect(await isRewritten('d', { upgradePasswords: true })).toBe(true)
    expect(
      await isRewritten('e', { upgradePasswords: true, compatibility: 'django-tokenapi' }),
    ).toBe(true)
    expect((await sqlAdmin(store).inspect()).django).toBe(true)
  })

  it('a role that may not read Django’s tables leaves them alone as well', async () => {
    if (place.createRole === undefined) return
    const url = await place.createRole({
      auth_user: 'SELECT (id, username, password, is_active), UPDATE (password)',
      tokenapi_kept_tokens: 'SELECT, INSERT, UPDATE, DELETE',
    })
    const reduced = open(url)
    expect(await isRewritten('f', {}, reduced)).toBe(false)
    expect(await isRewritten('g', { upgradePasswords: true }, reduced)).toBe(true)
    expect((await sqlAdmin(reduced).inspect()).django).toBe(
      name === 'PostgreSQL' ? true : undefined,
    )
    await reduced.close()
  })

  it('a user whom other tables point to stays, and the tables are named', async () => {
    const { id } = await sqlAdmin(store).users.add({ id: ++lastId, username: 'sam', password: '!' })
    const free = await sqlAdmin(store).users.add({ id: ++lastId, username: 'free', password: '!' })
    const key = name === 'SQLite' || name === 'PostgreSQL' ? 'integer' : 'int'
    await place.query(
      `CREATE TABLE devices (owner ${key}, FOREIGN KEY (owner) REFERENCES auth_user (id))`,
    )
    await place.query(
      `CREATE TABLE notes (writer ${key}, FOREIGN KEY (writer) REFERENCES auth_user (id) ON DELETE CASCADE)`,
    )
    await place.query(`INSERT INTO devices VALUES (${id})`)
    await place.query(`INSERT INTO devices VALUES (${id})`)
    await place.query(`INSERT INTO notes VALUES (${id})`)
    const removed = sqlAdmin(store).users.remove(id)
    await expect(removed).rejects.toThrow(ConfigError)
    await expect(removed).rejects.toThrow(
      /^the user "sam" cannot be removed, because other tables refer to it: "devices" \(2 rows\)\. Delete those rows first.*user deactivate/,
    )
    expect(await store.findById(id)).toMatchObject({ username: 'sam' })
    expect(await sqlAdmin(store).users.remove(free.id)).toBe(true)
    await place.query(`DELETE FROM devices WHERE owner = ${id}`)
    expect(await sqlAdmin(store).users.remove(id)).toBe(true)
  })

  it('without Django’s migrations a login makes a weak hash anew', async () => {
    await place.query('DROP TABLE django_migrations')
    const later = open(place.url)
    expect(await isRewritten('h', {}, later)).toBe(true)
    expect((await sqlAdmin(later).inspect()).django).toBe(false)
    await later.close()
  })
})
