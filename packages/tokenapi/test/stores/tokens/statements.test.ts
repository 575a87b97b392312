/** How a database runs the look-up of a token, and what it stores as times. */
import mysql from 'mysql2/promise'
import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { NOW, ROOM, tokenFor } from '../../../src/contracts/token-samples.ts'
import { mysqlStore } from '../../../src/stores/mysql/index.ts'
import { type PostgresPool, postgresStore } from '../../../src/stores/postgres/index.ts'
import { freshMariadb, freshMysql, freshPostgres, POSTGRES } from '../../support/databases.ts'
import { describeEachPeer } from '../../support/peers/each-peer.ts'
import { postgresPool } from '../../support/postgres-database.ts'

describe.skipIf(POSTGRES === undefined)('PostgreSQL', () => {
  it.each([
    ['integer', 'id integer PRIMARY KEY', 'g'],
    ['uuid', 'id uuid PRIMARY KEY', "lpad(to_hex(g), 32, '0')::uuid"],
  ] as const)(
    'a look-up reads two indexes, and no table from end to end (%s)',
    async (idType, key, id) => {
      const database = await freshPostgres()
      const pool = postgresPool({ connectionString: database.url, max: 1 })
      const sent: { text: string; values?: unknown }[] = []
      const recording: PostgresPool = {
        totalCount: 1,
        connect: (callback) =>
          pool.connect((error, client) =>
            callback(
              error,
              client && {
                query: (query) => {
                  sent.push(query)
                  return client.query(query as never)
                },
                release: (reason) => client.release(reason),
                on: (event, listener) => client.on(event, listener),
                off: (event, listener) => client.off(event, listener),
              },
            ),
          ),
        on: (event, listener) => pool.on(event, listener),
        end: () => pool.end(),
      }
      const store = postgresStore(recording, { users: { table: 'people', idType } })
      await pool.query(
        `CREATE TABLE people (${key}, username text UNIQUE, password text, is_active boolean)`,
      )
      await pool.query(
        `INSERT INTO people SELECT ${id}, 'user' || g, 'x', true FROM generate_series(1, 3000) AS g`,
      )
      await sqlAdmin(store).migrate()
      const user = await store.findByUsername('user7')
      const token = tokenFor(user?.id ?? 0)
      await store.tokens.add(token, ROOM)
      await pool.query(
        `INSERT INTO tokenapi_tokens SELECT 'id' || g, lpad(g::text, 64, '0'), '', g::text, '', '', NULL, '', 1, 1, 1, NULL, NULL, NULL, 'id' || g, NULL, NULL, NULL, NULL, NULL, 1 FROM generate_series(1, 3000) AS g`,
      )
      await pool.query('ANALYZE')
      sent.length = 0
      expect((await store.tokens.find(token.digest))?.user).toEqual(user)
      const select = sent.filter(({ text }) => text.includes('FROM tokenapi_tokens'))
      expect(select).toHaveLength(1)
      const explained = await pool.query(`EXPLAIN ${select[0]?.text}`, [token.digest])
      const plan = explained.rows.map((row) => String(row['QUERY PLAN'])).join('\n')
      expect(plan).not.toContain('Seq Scan')
      expect(plan).toContain('people_pkey')
      expect(plan).toContain('tokenapi_tokens_digest_key')
      await pool.end()
      await database.drop()
    },
  )
})

// The zones at the east end of each database.
const ZONED = [
  ['PostgreSQL', freshPostgres, overPostgres, 'Pacific/Kiritimati'],
  ['MariaDB', freshMariadb, overMysql, '+13:00'],
  ['MySQL', freshMysql, overMysql, '+14:00'],
] as const

function overPostgres(url: string, zone: string) {
  const pool = postgresPool({ connectionString: `${url}?options=-c%20TimeZone%3D${zone}` })
  return { store: postgresStore(pool), end: () => pool.end() }
}

function overMysql(url: string, zone: string) {
  const pool = mysql.createPool({ uri: url, timezone: zone })
  pool.pool.on('connection', (connection) => void connection.query(`SET time_zone = '${zone}'`))
  return { store: mysqlStore(pool), end: () => pool.end() }
}

describeEachPeer(ZONED)('on %s', (_name, fresh, open, zone) => {
  it('a session whose zone is far from UTC: times are exact to the millisecond', async () => {
    const database = await fresh()
    const { store, end } = open(database.url, zone)
    await sqlAdmin(store).migrate()
    const { id } = await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
    const token = tokenFor(id, { lastUsedAt: NOW + 1, revokedAt: NOW + 2 })
    await store.tokens.add(token, ROOM)
    expect(await store.tokens.get(token.id)).toEqual(token)
    const [row] = await database.query('SELECT expires_at, revoked_at FROM tokenapi_tokens')
    expect(Object.values(row ?? {}).map(Number)).toEqual([token.expiresAt, token.revokedAt])
    await end()
    await database.drop()
  })
})
