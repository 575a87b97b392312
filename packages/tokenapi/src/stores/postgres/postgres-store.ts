import type { AttributesOf } from '../../core/attributes.js'
import { checkedElsewhere, flag, milliseconds, wholeNumber } from '../../core/option-checks.js'
import { type OptionChecks, readOptions } from '../../core/read-options.js'
import { TIMEOUT } from '../sql/deadline.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import { type PostgresPool, checkPool } from './driver.js'
import { openPostgres } from './postgres-database.js'
import { readPostgresUrl } from './postgres-url.js'

/** What `postgresStore` takes. */
export interface PostgresStoreOptions<N extends string = string> {
  /** Where the users are; default Django's `auth_user`. */
  readonly users?: UserTableMapping<N> | undefined
  /** Milliseconds for one call, waiting for a connection included; default 1500. Then it is a 503. */
  readonly timeout?: number | undefined
  /** Connections in use at a time, also of a pool that is handed in; default 10. */
  readonly maxConnections?: number | undefined
  /** `false`: no prepared statements and no settings, for a pooler such as PgBouncer. Default `true`. */
  readonly prepare?: boolean | undefined
}

const CHECKS: OptionChecks<PostgresStoreOptions> = {
  users: checkedElsewhere(),
  timeout: milliseconds(1),
  maxConnections: wholeNumber(1, 10_000),
  prepare: flag,
}

/**
 * Users in PostgreSQL, through a pool of `pg` that you have or by a URL. Nothing is opened until the
 * first call; `ping` says at start-up, as a `ConfigError`, what there is to mend: `pg` that is not
 * installed, a table that is missing, a key of another type. Throws `ConfigError` for a bad URL or option.
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
