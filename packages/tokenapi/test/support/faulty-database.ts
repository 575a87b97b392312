/** A database server of a test's own, a network that can fail in front of it, and our role on it. */
import mysql from 'mysql2/promise'
import pg from 'pg'

import { sqlAdmin } from '../../src/admin/index.ts'
import { startMariadb, startMysql, startPostgres } from '../../../../scripts/services.mjs'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { type Database, freshMariadb, freshMysql, freshPostgres } from './databases.ts'
import { lacks } from './peers/peers.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'
import { postgresPool } from './postgres-database.ts'

export type ServerName = 'PostgreSQL' | 'MariaDB' | 'MySQL'
type Settings = Readonly<Record<string, string | number>>

/** Those that tests can start; peers/skip-report.ts says which are missing, and in CI none may be. */
export const SERVERS = (['PostgreSQL', 'MariaDB', 'MySQL'] as const).filter(
  (name) => !lacks(`own ${name}`),
)

/** Part of the URL, so it must not appear in anything that is said. */
export const DATABASE_PASSWORD = 'canary-of-the-database-url'

export interface FaultyDatabase {
  readonly server: Awaited<ReturnType<typeof startPostgres>>
  readonly proxy: TcpProxy
  /** As the superuser, past the proxy. */
  readonly direct: Database
  /** As our role, which may write rows and nothing else, through the proxy. */
  readonly url: string
  /** A store over a pool that knows no time-outs, through the proxy. */
  storeOverOwnPool(options?: { readonly timeout?: number }): SqlStore
  /** A store by URL, past the proxy. */
  storePastProxy(): SqlStore
  /** Ends every session of our role: how many there were. */
  killSessions(): Promise<number>
  /** Somebody else with our role, who takes connections and does nothing with them. */
  holdConnections(): Promise<Holder>
  stop(): Promise<void>
}

export interface Holder {
  /** Takes what is left. */
  holdAll(): Promise<void>
  /** So many of them; all of them. */
  release(count?: number): Promise<void>
}

/** An acknowledged commit has reached the disk, as in earnest; connections that are soon all taken. */
const INNODB: Settings = {
  'max-connections': 40,
  'innodb-flush-log-at-trx-commit': 1,
  'innodb-flush-method': 'fsync',
  'innodb-doublewrite': 1,
}
const SETTINGS: Readonly<Record<ServerName, Settings>> = {
  PostgreSQL: { fsync: 'on', full_page_writes: 'on', max_connections: 40 },
  MariaDB: INNODB,
  MySQL: INNODB,
}
const START = { PostgreSQL: startPostgres, MariaDB: startMariadb, MySQL: startMysql }

/** @param disk as in `200m`: the size of its file system; for PostgreSQL, and for root alone */
export async function faultyDatabase(
  name: ServerName,
  { disk }: { readonly disk?: string } = {},
): Promise<FaultyDatabase> {
  const postgres = name === 'PostgreSQL'
  const settings = SETTINGS[name]
  const server =
    disk === undefined
      ? await START[name]({ settings })
      : await startPostgres({ settings: { ...settings, max_wal_size: '32MB' }, disk })
  const proxy = await tcpProxy(server.port)
  const direct = await freshOn(name, server.url)
  const open: (url: string) => SqlStore = postgres ? postgresStore : mysqlStore
  const owner = open(direct.url)
  await sqlAdmin(owner).migrate()
  await owner.close()
  await (postgres ? grantOnPostgres(direct) : grantOnMysql(direct))

  const as = (port: number): string => {
    const url = new URL(direct.url)
    return Object.assign(url, { username: 'app', password: DATABASE_PASSWORD, port }).href
  }
  const url = as(proxy.port)
  const ends: (() => Promise<unknown>)[] = []
  return {
    server,
    proxy,
    direct,
    url,
    storeOverOwnPool(options) {
      if (postgres) {
        const pool = postgresPool({ connectionString: url })
        ends.push(() => pool.end())
        return postgresStore(pool, options)
      }
      const pool = mysql.createPool({ uri: url, connectTimeout: 0 })
      ends.push(() => pool.end())
      return mysqlStore(pool, options)
    },
    storePastProxy() {
      const store = open(as(server.port))
      ends.push(() => store.close())
      return store
    },
    killSessions: () => (postgres ? killOnPostgres(direct) : killOnMysql(direct)),
    async holdConnections() {
      const held: (() => Promise<void>)[] = []
      const connect = postgres ? connectToPostgres : connectToMysql
      const holder: Holder = {
        async holdAll() {
          for (;;) {
            const end = await connect(as(server.port)).catch(() => undefined)
            if (end === undefined) return
            held.push(end)
          }
        },
        async release(count = held.length) {
          for (const end of held.splice(0, count)) await end()
        },
      }
      await holder.holdAll()
      ends.push(() => holder.release())
      return holder
    },
    async stop() {
      await proxy.pass()
      for (const end of ends) await end()
      await direct.drop().catch(() => undefined)
      await proxy.close()
      await server.stop()
    },
  }
}

function freshOn(name: ServerName, server: string): Promise<Database> {
  if (name === 'PostgreSQL') return freshPostgres(undefined, server)
  return name === 'MySQL' ? freshMysql(undefined, server) : freshMariadb(undefined, server)
}

async function grantOnPostgres({ query }: Database): Promise<void> {
  await query(`CREATE ROLE app LOGIN PASSWORD '${DATABASE_PASSWORD}'`)
  await query('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app')
}

async function grantOnMysql({ query }: Database): Promise<void> {
  await query(`CREATE USER app@127.0.0.1 IDENTIFIED BY '${DATABASE_PASSWORD}'`)
  await query('GRANT SELECT, INSERT, UPDATE, DELETE ON * TO app@127.0.0.1')
}

async function connectToPostgres(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url })
  // Ended with the sessions of our role.
  client.on('error', () => undefined)
  await client.connect()
  return () => client.end()
}

async function connectToMysql(url: string): Promise<() => Promise<void>> {
  const connection = await mysql.createConnection({ uri: url })
  connection.on('error', () => undefined)
  return () => connection.end()
}

async function killOnPostgres({ query }: Database): Promise<number> {
  const killed = await query(
    "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE usename = 'app'",
  )
  return killed.length
}

async function killOnMysql({ query }: Database): Promise<number> {
  const sessions = await query<{ id: number }>(
    "SELECT id FROM information_schema.processlist WHERE user = 'app'",
  )
  // One that has ended by itself meanwhile cannot be killed.
  for (const { id } of sessions) await query(`KILL CONNECTION ${id}`).catch(() => undefined)
  return sessions.length
}
