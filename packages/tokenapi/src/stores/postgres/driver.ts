/** The part of `pg` that is used, and a pool of it by URL. */
import { ConfigError } from '../../core/errors.js'
import {
  type OptionalPackages,
  loadOptional,
  notLoaded,
} from '../../core/runtime/optional-dependency.js'
import type { SqlValue } from '../sql/executor.js'
import { tlsOptions } from '../url/tls-options.js'
import { type ClientClass, ownClient } from './own-client.js'
import type { PostgresUrl } from './postgres-url.js'

/** A statement as `pg` takes it: prepared once for each connection where it has a name. */
export interface PostgresQuery {
  readonly name?: string
  readonly text: string
  readonly values?: SqlValue[]
  /** Parsers of the values. */
  readonly types?: { getTypeParser(): (text: unknown) => unknown }
}

/** The part of what `pg` answers that is used here. */
export interface PostgresResult {
  readonly rows: readonly unknown[]
  readonly rowCount: number | null
}

/** The part of a client of `pg` that is used here. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<PostgresResult>
  /** Of the server's session, as the server sent it at the start. */
  readonly processID?: number | null
  /** Returns the client to the pool; with `true` or an error, closes it. */
  release(error?: Error | boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
}

/** The part of a `Pool` of `pg` that is used here. */
export interface PostgresPool {
  /** Connections there are. A single client has no such number, and is no pool. */
  readonly totalCount: number
  connect(callback: (error: Error | undefined, client: PostgresClient | undefined) => void): unknown
  end(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface PoolOptions {
  /** Milliseconds. */
  readonly timeout: number
  readonly max: number
  /** Whether statements are prepared and settings sent at the start, which a pooler may refuse. */
  readonly prepare: boolean
}

interface Pg {
  readonly Pool: new (options: Record<string, unknown>) => PostgresPool
  readonly Client: ClientClass
}

const PACKAGES: OptionalPackages = {
  pg: async () => {
    try {
      return await import('pg' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
}

/** A pool for a URL. Rejects with `ConfigError` where `pg` is not installed. */
export async function openPool(url: PostgresUrl, options: PoolOptions): Promise<PostgresPool> {
  const { timeout, max, prepare } = options
  const { Pool, Client } = await loadOptional<Pg>('PostgreSQL', PACKAGES)
  const { application_name: applicationName = 'tokenapi', ...config } = url.config
  return new Pool({
    ...config,
    ...sslOf(url),
    Client: ownClient(Client),
    max,
    connectionTimeoutMillis: url.connectTimeout ?? timeout,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    allowExitOnIdle: true,
    // What we gave up on ends in the server as well.
    ...(prepare ? { application_name: applicationName, statement_timeout: timeout } : {}),
  })
}

/** Where the URL says nothing, PGSSLMODE counts, as for `pg` itself. */
function sslOf({ tls }: PostgresUrl): { readonly ssl?: unknown } {
  if (tls === undefined) return {}
  if (tls === false) return { ssl: false }
  const unchecked = tls.checksHost ? {} : { checkServerIdentity: () => undefined }
  return { ssl: { ...tlsOptions(tls), ...unchecked } }
}

/** Throws `ConfigError` for what is no pool. */
export function checkPool(given: PostgresPool): void {
  if (typeof given?.connect === 'function') return
  throw new ConfigError('`postgresStore` needs a pool of `pg`, or the URL of a database')
}
