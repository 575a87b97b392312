/** A real PgBouncer in transaction mode: without prepared statements all works, with them `ping` names the fix. */
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { startPgbouncer } from '../../../../scripts/services.mjs'
import { ConfigError, UnavailableError } from '../../src/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { storeContract } from '../../src/contracts/index.ts'
import { fillTable } from '../support/contract-table.ts'
import {
  type Database,
  PGBOUNCER,
  POSTGRES,
  freshPostgres,
  throughPgbouncer,
} from '../support/databases.ts'
import { withUsers } from '../support/with-users.ts'

const FIX =
  /a pooler such as PgBouncer in front of .*set `prepare: false` \(DATABASE_PREPARE=false\), or add \?pgbouncer=true/
const SQL = { quote: (name: string) => `"${name}"`, mark: (place: number) => `$${place}` }

describe.skipIf(PGBOUNCER === undefined)('through PgBouncer', () => {
  let database: Database
  /** With one session that stays, which every connection gets in turn: who meets whom is no matter of luck. */
  let oneSession: Awaited<ReturnType<typeof startPgbouncer>>
  beforeAll(async () => {
    oneSession = await startPgbouncer({
      postgres: POSTGRES ?? '',
      settings: { default_pool_size: 1, server_idle_timeout: 600 },
    })
    database = await freshPostgres()
    const store = postgresStore(database.url)
    await sqlAdmin(store).migrate()
    await store.close()
  })
  afterAll(async () => {
    await oneSession.stop()
    await database.drop()
  })

  describe.each([
    ['?pgbouncer=true', (url: string) => postgresStore(`${url}?pgbouncer=true`)],
    ['`prepare: false`', (url: string) => postgresStore(url, { prepare: false })],
  ])('the contract, with %s', (_way, open) => {
    const cases = storeContract({
      idType: 'integer',
      async open(people) {
        await fillTable(
          { name: 'our own table' },
          people,
          (sql, values) => database.query(sql, values),
          SQL,
        )
        return withUsers(open(throughPgbouncer(database.url)))
      },
      directory: true,
      upgrades: true,
      tokens: true,
      unreachable: async () => open('postgres://nobody@127.0.0.1:1/nothing'),
    })
    for (const { name, run } of cases) it(name, run)
  })

  it('a store by URL that sends settings: `ping` names the fix', async () => {
    const store = postgresStore(throughPgbouncer(database.url))
    await expect(store.ping()).rejects.toThrow(ConfigError)
    await expect(store.ping()).rejects.toThrow(/unsupported startup parameter/)
    await expect(store.ping()).rejects.toThrow(FIX)
    await store.close()
  })

  it('a pool handed in, whose statements are there already or not at all: `ping` names the fix', async () => {
    const connectionString = throughPgbouncer(database.url, oneSession.url)
    for (const max of [1, 5]) {
      const pool = new pg.Pool({ connectionString, max })
      // A statement that is given up ends its session here, and with it what is prepared there.
      const patient = { timeout: 6_000 }
      // An earlier process with the same statements, whose session is handed on.
      const earlier = postgresStore(pool, patient)
      const other = new pg.Pool({ connectionString, max })
      const later = postgresStore(other, patient)
      await earlier.ping().catch(() => undefined)
      const refusal = await later.ping().catch((error: unknown) => String(error))
      expect(refusal).toMatch(FIX)
      expect(refusal).toMatch(/prepared statement .* (?:already exists|does not exist)/)
      await pool.end()
      await other.end()
    }
  })

  it('the very first process is not let start either: it would go wrong with its second connection', async () => {
    const fresh = await freshPostgres()
    await fresh.query(
      'CREATE TABLE auth_user (id int PRIMARY KEY, username text, password text, is_active boolean)',
    )
    const pool = new pg.Pool({
      connectionString: throughPgbouncer(fresh.url, oneSession.url),
      max: 5,
    })
    await expect(postgresStore(pool).ping()).rejects.toThrow(FIX)
    await pool.end()
    await fresh.drop()
  })

  it('on a request’s way it is an outage, whose cause names the fix', async () => {
    const [earlier, later] = [0, 1].map(
      () => new pg.Pool({ connectionString: throughPgbouncer(database.url, oneSession.url) }),
    ) as [pg.Pool, pg.Pool]
    // The session that it leaves is handed to the next, with the statement in it.
    await postgresStore(earlier)
      .findByUsername('maria')
      .catch(() => undefined)
    const request = postgresStore(later).findByUsername('maria')
    await expect(request).rejects.toBeInstanceOf(UnavailableError)
    await expect(request).rejects.toHaveProperty('cause.message', expect.stringMatching(FIX))
    await earlier.end()
    await later.end()
  })
})

describe.skipIf(PGBOUNCER === undefined)('poolers that prepared statements pass', () => {
  let stores: SqlStore[] = []
  afterEach(async () => {
    for (const store of stores) await store.close()
    stores = []
  })

  it('PgBouncer in session mode, also with one connection', async () => {
    const database = await freshPostgres()
    await database.query(
      'CREATE TABLE auth_user (id int PRIMARY KEY, username text, password text, is_active boolean)',
    )
    const bouncer = await startPgbouncer({
      postgres: POSTGRES ?? '',
      settings: { pool_mode: 'session', ignore_startup_parameters: 'statement_timeout' },
    })
    const url = throughPgbouncer(database.url, bouncer.url)
    stores = [postgresStore(url), postgresStore(url, { maxConnections: 1 })]
    for (const store of stores) {
      await store.ping()
      expect(await store.findByUsername('nobody')).toBeUndefined()
    }
    for (const store of stores) await store.close()
    await bouncer.stop()
    await database.drop()
  })
})
