import pg from 'pg'

import { readRecording } from './corpus.ts'
import type { Database } from './database.ts'

/** A new database of this name on a PostgreSQL server. */
export async function freshPostgresOn(
  server: string,
  name: string,
  dump?: string,
): Promise<Database> {
  await run(server, `CREATE DATABASE ${name}`)
  const url = urlOf(server, { pathname: name })
  // On a connection of its own: the recording sets `search_path` to nothing for its session.
  if (dump !== undefined) await run(url, readRecording(dump))

  const pool = postgresPool({ connectionString: url, max: 4, allowExitOnIdle: true })
  const roles: string[] = []

  return {
    url,
    query: async (sql, values = []) => (await pool.query(sql, [...values])).rows,
    createRole: async (grants) => {
      const role = `${name}_${roles.length}`
      await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reduced'`)
      roles.push(role)
      for (const [table, privileges] of Object.entries(grants)) {
        await pool.query(`GRANT ${privileges} ON ${table} TO ${role}`)
      }
      return urlOf(url, { username: role, password: 'reduced' })
    },
    drop: async () => {
      await pool.end()
      await run(server, `DROP DATABASE ${name} WITH (FORCE)`)
      for (const role of roles) await run(server, `DROP ROLE ${role}`)
    },
  }
}

/**
 * A pool for tests. A server may end its idle connections (it crashes, the database is dropped); without a
 * listener that is an uncaught error. The pool connects again, and a query that fails says so itself.
 */
export function postgresPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config)
  pool.on('error', () => undefined)
  return pool
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function urlOf(server: string, parts: Partial<URL>): string {
  return Object.assign(new URL(server), parts).href
}
