import type { AttributesOf } from '../../core/attributes.js'
import {
  checkedElsewhere,
  flag,
  milliseconds,
  wholeNumber,
} from '../../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../../core/options/read-options.js'
import { TIMEOUT } from '../sql/deadline.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import { type PostgresPool, checkPool } from './driver.js'
import { openPostgres } from './postgres-database.js'
import { readPostgresUrl } from './postgres-url.js'

/** What `postgresStore` takes. */
export interface PostgresStoreOptions<N extends string = string> {
  /** The table of users; default Django's `auth_user`. */
  readonly users?: UserTableMapping<N> | undefined
  /** Milliseconds for one call, including the wait for a connection; default 1500. A later answer is a 503. */
  readonly timeout?: number | undefined
  /** Connections in use at a time, also of your own pool; default 10. */
  readonly maxConnections?: number | undefined
  /** Whether statements are prepared; `false` for a pooler such as PgBouncer in transaction mode. Default `true`. */
  readonly prepare?: boolean | undefined
}

const CHECKS: OptionChecks<PostgresStoreOptions> = {
  users: checkedElsewhere(),
  timeout: milliseconds(1),
  maxConnections: wholeNumber(1, 10_000),
  prepare: flag,
}

/**
 * A store of users in PostgreSQL, through a pool of `pg` or by URL. Connections are opened at the first call.
 * Throws `ConfigError` for an invalid URL or option; `ping` rejects with one where `pg` is not installed, the
 * table is missing or the key has another type.
 *
 * @example
 * const store = postgresStore('postgres://app@localhost/app', { users: { attributes: ['email'] } })
 */
export function postgresStore<const N extends string = never>(
  poolOrUrl: PostgresPool | string,
  options?: PostgresStoreOptions<N>,
): SqlStore<AttributesOf<N>>
export function postgresStore<A extends object>(
  poolOrUrl: PostgresPool | string,
  options: PostgresStoreOptions<keyof A & string>,
): SqlStore<A>
export function postgresStore(
  poolOrUrl: PostgresPool | string,
  options?: PostgresStoreOptions,
): SqlStore {
  const url = typeof poolOrUrl === 'string' ? readPostgresUrl(poolOrUrl) : undefined
  if (typeof poolOrUrl !== 'string') checkPool(poolOrUrl)
  const checked = readOptions('postgresStore', options, CHECKS)
  const { users, timeout = TIMEOUT } = checked
  const { maxConnections = url?.maxConnections ?? 10, prepare = url?.prepare ?? true } = checked
  const given = url ?? (poolOrUrl as PostgresPool)
  return sqlStore(openPostgres(given, { timeout, max: maxConnections, prepare }), users)
}
