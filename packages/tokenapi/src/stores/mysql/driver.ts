/** The part of `mysql2` that is used, and a pool of it by URL. */
import { ConfigError } from '../../core/errors.js'
import { type OptionalPackages, loadOptional, notLoaded } from '../../core/optional-dependency.js'
import { tlsOptions } from '../url/tls-options.js'
import type { MysqlUrl } from './mysql-url.js'
import { type PlainPool, withPromises } from './plain-pool.js'

/** A statement as `mysql2` takes it. */
export interface MysqlQuery {
  readonly sql: string
  readonly values?: unknown[]
  /** Rows by place. */
  readonly rowsAsArray?: boolean
  /** Rows by table. */
  readonly nestTables?: boolean
  /** What makes of a value what is given. */
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
  /** The one below, without promises. */
  readonly connection?: unknown
}

/** The part of a pool of `mysql2/promise` that is used here. */
export interface MysqlPool {
  getConnection(): Promise<MysqlConnection>
  end(): Promise<void>
  /** The one below, without promises. */
  readonly pool?: PlainPool
}

/** A pool of `mysql2` itself: it could give one with promises. */
export interface MysqlCallbackPool extends PlainPool {
  promise(): unknown
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
  })
  return withPromises(pool)
}

/** A pool that was handed in, whichever of the two it is. */
export function promisesOf(given: MysqlPool | MysqlCallbackPool): MysqlPool {
  if ('promise' in given) return withPromises(given)
  return given.pool === undefined ? given : withPromises(given.pool)
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
