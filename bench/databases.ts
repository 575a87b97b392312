/** Databases with a users table, read by the bare driver and by the store. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import mysql from 'mysql2/promise'
import pg from 'pg'
import { sqlAdmin } from 'tokenapi/admin'
import type { UserStore } from 'tokenapi'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'
import { sqliteStore } from 'tokenapi/sqlite'

import { findMariadb, findPostgres, startMariadb, startPostgres } from '../scripts/services.mjs'

export interface UserTable {
  readonly store: UserStore
  /** The same SELECT by the bare driver, prepared. */
  select(id: number): unknown
  close(): Promise<void>
}

export interface DatabaseServer {
  /** Look-ups in a round: about 50 ms. */
  readonly times: number
  /** Makes a database with this many users; ids start at 1. */
  tableOf(rows: number): Promise<UserTable>
  stop(): Promise<void>
}

export const DATABASES: readonly {
  readonly name: string
  readonly isThere: () => boolean
  readonly start: () => Promise<DatabaseServer>
}[] = [
  { name: 'SQLite', isThere: () => true, start: sqlite },
  { name: 'PostgreSQL', isThere: () => findPostgres() !== undefined, start: postgres },
  { name: 'MariaDB', isThere: () => findMariadb() !== undefined, start: mariadb },
]

/** The stored hash of a user, as long as one of Django's. */
export function passwordOf(id: number): string {
  return `pbkdf2_sha256$1500000$${SALT}${10_000_000 + id}$${DIGEST}`
}

const SALT = 's'.repeat(14)
const DIGEST = 'h'.repeat(44)
const BY_ID = 'SELECT id, username, password, is_active FROM auth_user WHERE id ='
/** Connections of each pool. */
const MAX = 10
/** As in production, the table fits into memory. */
const MEMORY = '512MB'

const fill = (rows: number): string => `
INSERT INTO auth_user (id, username, password, is_active,
  is_superuser, is_staff, first_name, last_name, email, date_joined)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
SELECT n, concat('user-', n), concat('pbkdf2_sha256$1500000$${SALT}', 10000000 + n, '$${DIGEST}'), true,
  false, false, '', '', '', '2026-01-01' FROM numbers`

async function sqlite(): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-bench-'))
  return {
    times: 5_000,
    async tableOf(rows) {
      const path = join(folder, `${rows}.sqlite3`)
      const store = sqliteStore(path, { create: true })
      await sqlAdmin(store).migrate()
      const database = new DatabaseSync(path)
      database.exec(fill(rows))
      const statement = database.prepare(`${BY_ID} ?`)
      return {
        store,
        select: (id) => statement.get(id),
        async close() {
          database.close()
          await store.close()
        },
      }
    },
    stop: async () => rmSync(folder, { recursive: true }),
  }
}

async function postgres(): Promise<DatabaseServer> {
  const server = await startPostgres({ settings: { shared_buffers: MEMORY } })
  return {
    times: 500,
    async tableOf(rows) {
      const admin = new pg.Client({ connectionString: server.url })
      await admin.connect()
      await admin.query(`CREATE DATABASE bench_${rows}`)
      await admin.end()
      const connectionString = Object.assign(new URL(server.url), {
        pathname: `bench_${rows}`,
      }).href
      const bare = new pg.Pool({ connectionString, max: MAX })
      const ours = new pg.Pool({ connectionString, max: MAX })
      const store = postgresStore(ours, { maxConnections: MAX })
      await sqlAdmin(store).migrate()
      await bare.query(fill(rows))
      await bare.query('VACUUM ANALYZE auth_user')
      await warm(bare)
      await warm(ours)
      return {
        store,
        select: (id) => bare.query({ name: 'by-id', text: `${BY_ID} $1`, values: [id] }),
        close: async () => void (await Promise.all([bare.end(), ours.end()])),
      }
    },
    stop: server.stop,
  }
}

/**
 * Reads the table once on every connection, as a connection in use has: each is a process, which maps
 * a page of the shared memory when it first reads it.
 */
async function warm(pool: pg.Pool): Promise<void> {
  const clients = await Promise.all(Array.from({ length: MAX }, () => pool.connect()))
  for (const client of clients) {
    await client.query('SET enable_seqscan = off; SET max_parallel_workers_per_gather = 0')
    await client.query('SELECT sum(length(password)) FROM auth_user WHERE id > 0')
    await client.query('RESET ALL')
    client.release()
  }
}

async function mariadb(): Promise<DatabaseServer> {
  const server = await startMariadb({ settings: { 'innodb-buffer-pool-size': '512M' } })
  return {
    times: 500,
    async tableOf(rows) {
      const admin = await mysql.createConnection({ uri: server.url })
      await admin.query(`CREATE DATABASE bench_${rows}`)
      const url = Object.assign(new URL(server.url), { pathname: `bench_${rows}` }).href
      const bare = mysql.createPool({ uri: url, connectionLimit: MAX })
      const ours = mysql.createPool({ uri: url, connectionLimit: MAX })
      const store = mysqlStore(ours, { maxConnections: MAX })
      await sqlAdmin(store).migrate()
      await admin.query(`USE bench_${rows}`)
      await admin.query(`SET SESSION max_recursive_iterations = ${rows}`)
      await admin.query(fill(rows))
      await admin.query('ANALYZE TABLE auth_user')
      await admin.end()
      return {
        store,
        select: (id) => bare.execute(`${BY_ID} ?`, [id]),
        close: async () => void (await Promise.all([bare.end(), ours.end()])),
      }
    },
    stop: server.stop,
  }
}
