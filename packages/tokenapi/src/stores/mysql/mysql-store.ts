import type { AttributesOf } from '../../core/attributes.js'
import { checkedElsewhere, milliseconds, wholeNumber } from '../../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../../core/options/read-options.js'
import { TIMEOUT } from '../sql/deadline.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import { type MysqlCallbackPool, type MysqlPool, checkPool } from './driver.js'
import { openMysql } from './mysql-database.js'
import { readMysqlUrl } from './mysql-url.js'

/** What `mysqlStore` takes. */
export interface MysqlStoreOptions<N extends string = string> {
  /** The table of users; default Django's `auth_user`. */
  readonly users?: UserTableMapping<N> | undefined
  /** Milliseconds for one call, including the wait for a connection; default 1500. A later answer is a 503. */
  readonly timeout?: number | undefined
  /** Connections in use at a time, also of your own pool; default 10. */
  readonly maxConnections?: number | undefined
}

const CHECKS: OptionChecks<MysqlStoreOptions> = {
  users: checkedElsewhere(),
  timeout: milliseconds(1),
  maxConnections: wholeNumber(1, 10_000),
}

/**
 * A store of users in MySQL 8 or MariaDB, through a pool of `mysql2` or by URL. Connections are opened at the
 * first call. User names are compared exactly, whatever the collation of the column. Throws `ConfigError` for
 * an invalid URL or option; `ping` rejects with one where `mysql2` is not installed, the table is missing or
 * the key has another type.
 *
 * @example
 * const store = mysqlStore('mysql://app@localhost/app', { users: { idType: 'bigint' } })
 */
export function mysqlStore<const N extends string = never>(
  poolOrUrl: MysqlPool | MysqlCallbackPool | string,
  options?: MysqlStoreOptions<N>,
): SqlStore<AttributesOf<N>>
export function mysqlStore<A extends object>(
  poolOrUrl: MysqlPool | MysqlCallbackPool | string,
  options: MysqlStoreOptions<keyof A & string>,
): SqlStore<A>
export function mysqlStore(
  poolOrUrl: MysqlPool | MysqlCallbackPool | string,
  options?: MysqlStoreOptions,
): SqlStore {
  const url = typeof poolOrUrl === 'string' ? readMysqlUrl(poolOrUrl) : undefined
  if (typeof poolOrUrl !== 'string') checkPool(poolOrUrl)
  const checked = readOptions('mysqlStore', options, CHECKS)
  const { users, timeout = TIMEOUT, maxConnections = url?.maxConnections ?? 10 } = checked
  const given = url ?? (poolOrUrl as MysqlPool | MysqlCallbackPool)
  return sqlStore(openMysql(given, { timeout, max: maxConnections }), users)
}
