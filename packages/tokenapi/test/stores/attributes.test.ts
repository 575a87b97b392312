/** Further columns of a user: with the same SELECT, each in one form that JSON holds. */
import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError, UnavailableError, createTokenApi } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/index.ts'
import { type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite/index.ts'
import type { UserTableMapping } from '../../src/stores/user-table.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore } from '../support/recorded-store.ts'

const HASH = 'pbkdf2_sha256$1000$salt$aGFzaCBvZiB0aGUgdGVzdHM='

/** The columns of a table of our own, as each database writes them. */
const COLUMNS = {
  SQLite: [
    ...['email varchar(254)', 'is_staff bool', 'seats integer', 'wide bigint', 'ratio real'],
    ...['price decimal(10,2)', 'born date', 'joined datetime', 'settings json', 'note text'],
    'photo blob',
  ],
  PostgreSQL: [
    ...['email varchar(254)', 'is_staff boolean', 'seats integer', 'wide bigint'],
    ...['ratio double precision', 'price numeric(10,2)', 'born date', 'joined timestamptz'],
    ...['settings jsonb', 'note text', 'photo bytea'],
  ],
  MariaDB: [
    ...['email varchar(254)', 'is_staff boolean', 'seats integer', 'wide bigint', 'ratio double'],
    ...['price decimal(10,2)', 'born date', 'joined datetime(6)', 'settings json', 'note text'],
    'photo blob',
  ],
  MySQL: [
    ...['email varchar(254)', 'is_staff boolean', 'seats integer', 'wide bigint', 'ratio double'],
    ...['price decimal(10,2)', 'born date', 'joined datetime(6)', 'settings json', 'note text'],
    'photo blob',
  ],
} as const

const ATTRIBUTES = [
  ...['email', 'is_staff', 'seats', 'wide', 'ratio', 'price', 'born', 'joined', 'settings', 'note'],
] as const

const VALUES = [
  ...["'zoé@example.com'", 'TRUE', '7', '9007199254740993', '0.1', "'12.50'", "'2000-02-29'"],
  ...["'2024-02-29 12:00:00.25'", `'{"theme": "dark", "sizes": [1, 2]}'`, 'NULL', "'x'"],
]

/** As a handler gets them, on every database. */
const GIVEN = {
  email: 'zoé@example.com',
  is_staff: true,
  seats: 7,
  // Beyond 2^53, which JSON would round.
  wide: '9007199254740993',
  ratio: 0.1,
  price: '12.50',
  born: '2000-02-29',
  joined: '2024-02-29T12:00:00.250000Z',
  settings: { theme: 'dark', sizes: [1, 2] },
  note: null,
}
const BUT: Readonly<Partial<Record<keyof typeof COLUMNS, object>>> = {
  // SQLite has no decimals: it keeps a number.
  SQLite: { price: '12.5' },
}

interface TestDatabase {
  run(sql: string): Promise<unknown>
  open(users: UserTableMapping): SqlStore
}

async function openDatabase(name: keyof typeof COLUMNS): Promise<TestDatabase> {
  if (name === 'SQLite') {
    const database = new DatabaseSync(':memory:')
    return {
      run: async (sql) => database.exec(sql),
      open: (users) => sqliteStore(database as unknown as SqliteDatabase, { users }),
    }
  }
  const fresh = { PostgreSQL: freshPostgres, MariaDB: freshMariadb, MySQL: freshMysql }[name]
  const { url, query } = await fresh()
  return {
    run: (sql) => query(sql),
    open: (users) =>
      (name === 'PostgreSQL' ? postgresStore : (mysqlStore as typeof postgresStore))(url, {
        users,
      }),
  }
}

const MAPPING = { table: 'people', username: 'name', password: 'hash', isActive: null } as const

describeEachPeer(EVERY_DATABASE)('on %s', (name) => {
  let database: TestDatabase
  const stores: SqlStore[] = []
  const open = (attributes: readonly string[]): SqlStore => {
    const store = database.open({ ...MAPPING, attributes })
    stores.push(store)
    return store
  }
  beforeAll(async () => {
    database = await openDatabase(name)
    const columns = [
      'id integer PRIMARY KEY',
      'name varchar(150)',
      'hash varchar(128)',
      ...COLUMNS[name],
    ]
    await database.run(`CREATE TABLE people (${columns.join(', ')})`)
    await database.run(`INSERT INTO people VALUES (1, 'zoé', '${HASH}', ${VALUES.join(', ')})`)
    await database.run(
      `INSERT INTO people (id, name, hash) VALUES (2, 'maria', '${HASH.replace('salt', 'pepper')}')`,
    )
  })
  afterAll(async () => {
    for (const store of stores) await store.close()
  })

  it('each type of column has one form, by id and by name, alone and together', async () => {
    const store = open(ATTRIBUTES)
    const user = {
      ...{ id: 1, username: 'zoé', password: HASH, isActive: true },
      ...{ ...GIVEN, ...BUT[name] },
    }
    expect(await store.findById(1)).toEqual(user)
    expect(await store.findByUsername('zoé')).toEqual(user)
    const many = await Promise.all(Array.from({ length: 20 }, async () => store.findById(1)))
    expect(many).toEqual(Array.from({ length: 20 }, () => user))
  })

  it('NULL is null, whatever the column', async () => {
    const found = await open(ATTRIBUTES).findById(2)
    expect(found).toMatchObject(Object.fromEntries(ATTRIBUTES.map((each) => [each, null])))
  })

  it('a handler gets them frozen and as JSON, and nothing that was not named', async () => {
    const store = open(['email', 'settings'])
    const api = createTokenApi({ secretKey: 'k'.repeat(40), store })
    const stored = await store.findById(1)
    if (stored === undefined) throw new Error('there is no such user')
    const { user } = await api.verify({ user: '1', token: api.makeToken(stored) })
    expect(JSON.parse(JSON.stringify(user))).toEqual({
      ...{ id: 1, username: 'zoé', isActive: true, email: 'zoé@example.com' },
      settings: { ...GIVEN, ...BUT[name] }.settings,
    })
    expect(Object.isFrozen(user)).toBe(true)
    expect(JSON.stringify(user)).not.toContain('pbkdf2')
  })

  it('one that is no column is said at start-up, with its name and the nearest', async () => {
    await expect(open(['emial']).ping()).rejects.toThrow(ConfigError)
    await expect(open(['emial']).ping()).rejects.toThrow(
      '`users.attributes` names "emial", and "people" has no such column: did you mean "email"?',
    )
    // Without a `ping` it is an outage: never a user without the attribute.
    await expect(Promise.resolve(open(['emial']).findById(1))).rejects.toThrow(UnavailableError)
  })

  it('the hash is no such column, not even to be guessed at', async () => {
    await expect(open(['hassh']).ping()).rejects.toThrow(/no such column$/)
  })

  it('bytes have no form in JSON, which is said at start-up with the name and the type', async () => {
    await expect(open(['email', 'photo']).ping()).rejects.toThrow(
      /`users.attributes` names "photo", whose type (?:blob|bytea) has no form in JSON/,
    )
  })

  it('a column that is dropped is an outage, and one that comes back is seen', async () => {
    await database.run('ALTER TABLE people ADD COLUMN plan varchar(20)')
    const store = open(['plan'])
    expect(await store.findById(1)).toMatchObject({ plan: null })
    await database.run('ALTER TABLE people DROP COLUMN plan')
    await expect(Promise.resolve(store.findById(1))).rejects.toThrow(UnavailableError)
    await database.run('ALTER TABLE people ADD COLUMN plan integer DEFAULT 3')
    expect(await store.findById(1)).toMatchObject({ plan: 3 })
  })
})

describeEachPeer(EVERY_DATABASE)('Django’s own columns on %s', (name) => {
  it('have the types that TypeScript is told', async () => {
    const attributes = ['email', 'is_staff', 'date_joined', 'last_login'] as const
    const store = await freshStore(name, { attributes })
    await store.ping()
    await sqlAdmin(store).users.add({ username: 'maria', password: HASH })
    expect(await store.findByUsername('maria')).toMatchObject({
      email: '',
      is_staff: false,
      date_joined: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      last_login: null,
    })
    await store.close()
  })
})

it.each([
  ['password', /names "password", the column of the password hash/],
  ['PASSWORD', /the column of the password hash/],
  ['id', /names "id", which a user cannot have/],
  ['username', /names "username", which/],
  ['isActive', /names "isActive", which/],
  ['__proto__', /names "__proto__", which/],
  ['', /must be a list of names/],
  [7, /must be a list of names/],
])('%j is refused as an attribute when the store is made', (attribute, message) => {
  const open = (): unknown =>
    sqliteStore(':memory:', { users: { attributes: [attribute as string] } })
  expect(open).toThrow(ConfigError)
  expect(open).toThrow(message)
})

it.each(['hash', 'HASH', 'password'])(
  'with the hash in a column "hash", "%s" is refused as well',
  (attribute) => {
    const users = { password: 'hash', attributes: [attribute] }
    expect(() => sqliteStore(':memory:', { users })).toThrow(ConfigError)
  },
)

it('a name twice, and what is no list, are refused', () => {
  const open = (attributes: unknown) => () =>
    sqliteStore(':memory:', { users: { attributes: attributes as string[] } })
  expect(open(['email', 'email'])).toThrow('names "email" twice')
  expect(open('email')).toThrow('must be a list of names')
})

it('a view that has the hash under a second name gives it to no handler: 503', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec(`CREATE TABLE people (id integer PRIMARY KEY, name text, hash text);
    INSERT INTO people VALUES (1, 'zoé', '${HASH}');
    CREATE VIEW members AS SELECT id, name, hash, hash AS nickname FROM people`)
  const store = sqliteStore(database as unknown as SqliteDatabase, {
    users: { ...MAPPING, table: 'members', attributes: ['nickname'] },
  })
  await store.ping()
  const api = createTokenApi({ secretKey: 'k'.repeat(40), store })
  const stored = await store.findById(1)
  if (stored === undefined) throw new Error('there is no such user')
  const asked = api.verify({ user: '1', token: api.makeToken(stored) })
  await expect(asked).rejects.toThrow(UnavailableError)
  await expect(asked).rejects.toThrow(/"nickname" .* is the password hash/)
})
