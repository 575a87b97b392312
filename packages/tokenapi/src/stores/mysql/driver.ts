/** The part of `mysql2` that is used, and a pool of it by URL. */
import { ConfigError } from '../../core/errors.js'
import {
  type OptionalPackages,
  loadOptional,
  notLoaded,
} from '../../core/runtime/optional-dependency.js'
import { tlsOptions } from '../url/tls-options.js'
import type { MysqlUrl } from './mysql-url.js'

/** A statement as `mysql2` takes it. */
export interface MysqlQuery {
  readonly sql: string
  readonly values?: unknown[]
  /** Rows as arrays. */
  readonly rowsAsArray?: boolean
  /** Rows with one object for each table. */
  readonly nestTables?: boolean
  /** Converts a value. */
  readonly typeCast?: (field: unknown, next: () => unknown) => unknown
}

/** The part of a pooled connection of `mysql2/promise` that is used here. */
export interface MysqlConnection {
  /** Prepared once for each connection; values keep their types on the way. */
  execute(query: MysqlQuery): Promise<[result: unknown, ...rest: unknown[]]>
  /** For what cannot be prepared. */
  query(query: MysqlQuery): Promise<[result: unknown, ...rest: unknown[]]>
  release(): void
  destroy(): void
  /** The connection with callbacks that it wraps. */
  readonly connection?: unknown
}

/** The part of a pool of `mysql2/promise` that is used here. */
export interface MysqlPool {
  getConnection(): Promise<MysqlConnection>
  end(): Promise<void>
}

/** The part of a pool of `mysql2`, with callbacks, that is used here. */
export interface MysqlCallbackPool {
  promise(): MysqlPool
  getConnection(callback: (error: Error | null, connection: object) => void): unknown
}

export interface PoolOptions {
  /** Milliseconds. */
  readonly timeout: number
  readonly max: number
}

interface Mysql2 {
  createPool(options: Record<string, unknown>): MysqlCallbackPool
}

const PACKAGES: OptionalPackages = {
  mysql2: async () => {
    try {
      return await import('mysql2' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
}

/** A pool for a URL. Rejects with `ConfigError` where `mysql2` is not installed. */
export async function openPool(url: MysqlUrl, { timeout, max }: PoolOptions): Promise<MysqlPool> {
  const { createPool } = await loadOptional<Mysql2>('MySQL', PACKAGES)
  const pool = createPool({
    ...url.config,
    ssl: sslOf(url),
    connectionLimit: max,
    connectTimeout: url.connectTimeout ?? timeout,
    idleTimeout: 30_000,
    enableKeepAlive: true,
    charset: 'utf8mb4',
    timezone: 'Z',
    // No stack trace is taken for each statement.
    trace: false,
  })
  return promisePool(pool)
}

/** The pool with promises. */
export function promisePool(pool: MysqlPool | MysqlCallbackPool): MysqlPool {
  return 'promise' in pool ? pool.promise() : pool
}

/** Throws `ConfigError` for what is no pool. */
export function checkPool(given: MysqlPool | MysqlCallbackPool): void {
  if (typeof given?.getConnection === 'function') return
  throw new ConfigError('`mysqlStore` needs a pool of `mysql2`, or the URL of a database')
}

function sslOf({ tls, driverTls }: MysqlUrl): unknown {
  if (driverTls !== undefined) return driverTls
  return tls ? { ...tlsOptions(tls), verifyIdentity: tls.checksHost } : undefined
}
