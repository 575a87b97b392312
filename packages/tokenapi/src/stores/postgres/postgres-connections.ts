/** The connections of a pool of `pg`, as the stores use them. */
import { countOf, rowsOf } from '../sql/driver-results.js'
import { sha256 } from '../../core/runtime/sha256.js'
import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import { isConnectionError } from '../sql/retry.js'
import type { Connection, ConnectionPool } from '../sql/with-connection.js'
import type { PostgresClient, PostgresPool, PostgresQuery } from './driver.js'
import { kindOfError } from './postgres-error-kind.js'

export interface PoolUse {
  readonly max: number
  /** Whether statements are prepared. */
  readonly prepare: boolean
}

export interface PostgresConnections extends ConnectionPool {
  /** Of the server's session, as the server or a pooler sent it at the start. */
  processIdOf(executor: SqlExecutor): number | undefined
}

export function postgresConnections(
  open: () => Promise<PostgresPool>,
  { max, prepare }: PoolUse,
): PostgresConnections {
  const connections = new WeakMap<PostgresClient, Connection>()
  const processIds = new WeakMap<SqlExecutor, number>()

  const connectionOf = (client: PostgresClient): Connection => {
    const known = connections.get(client)
    if (known !== undefined) return known
    const connection = createConnection(client, prepare)
    connections.set(client, connection)
    if (typeof client.processID === 'number') {
      processIds.set(connection.executor, client.processID)
    }
    return connection
  }

  return {
    max,
    acquire: async () => connectionOf(await connect(await open())),
    isUsableAfter,
    kindOfError,
    processIdOf: (executor) => processIds.get(executor),
  }
}

function createConnection(client: PostgresClient, prepare: boolean): Connection {
  const query = (sql: string, values: readonly SqlValue[] = [], isPrepared = prepare) =>
    client.query(
      isPrepared ? { name: statementName(sql), ...queryOf(sql, values) } : queryOf(sql, values),
    )
  return {
    executor: {
      all: async (sql, values) => rowsOf((await query(sql, values)).rows),
      first: async (sql, values) => rowsOf((await query(sql, values)).rows)[0],
      run: async (sql, values) => countOf((await query(sql, values)).rowCount),
      once: async (sql, values) => void (await query(sql, values, false)),
    },
    release: () => release(client, false),
    destroy: () => release(client, true),
  }
}

/** Values come as text, whatever parsers the application has set. */
const TYPES = { getTypeParser: () => (text: unknown) => text }

function queryOf(text: string, values: readonly SqlValue[]): PostgresQuery {
  return { text, values: [...values], types: TYPES }
}

/**
 * Names of prepared statements. Made from the text, as a name must stand for one statement in a pool that
 * several stores share, also those of two copies of this package.
 */
const names = new Map<string, string>()

function statementName(sql: string): string {
  let name = names.get(sql)
  // PostgreSQL cuts names after 63 bytes.
  if (name === undefined) names.set(sql, (name = `tokenapi-${sha256(sql).slice(0, 32)}`))
  return name
}

/**
 * A client of the pool. With a callback: a promise settles too late to handle a connection that the server
 * closes at once, and an unhandled `error` event ends the process.
 */
function connect(pool: PostgresPool): Promise<PostgresClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) return reject(error)
      client.on('error', ignore)
      resolve(client)
    })
  })
}

function release(client: PostgresClient, isBroken: boolean): void {
  client.release(isBroken)
  client.off('error', ignore)
}

/** A broken connection fails its next statement. */
const ignore = (): void => {}

const handled = new WeakSet<PostgresPool>()

/** Handles the `error` event of idle connections, once for a pool that several stores share. */
export function handleErrors(pool: PostgresPool): void {
  if (!handled.has(pool)) pool.on('error', ignore)
  handled.add(pool)
}

/** After an error of the server a connection can be used; after one of the driver or network it cannot. */
function isUsableAfter(error: unknown): boolean {
  if (isConnectionError(kindOfError(error))) return false
  return !(error instanceof Error) || !('code' in error) || 'severity' in error
}
