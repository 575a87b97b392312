import type { AttributesOf } from '../../core/attributes.js'
import { checkedElsewhere, milliseconds, wholeNumber } from '../../core/option-checks.js'
import { type OptionChecks, readOptions } from '../../core/read-options.js'
import { TIMEOUT } from '../sql/deadline.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import { type MysqlCallbackPool, type MysqlPool, checkPool } from './driver.js'
import { openMysql } from './mysql-database.js'
import { readMysqlUrl } from './mysql-url.js'

/** What `mysqlStore` takes. */
export interface MysqlStoreOptions<N extends string = string> {
  /** Where the users are; default Django's `auth_user`. */
  readonly users?: UserTableMapping<N> | undefined
  /** Milliseconds for one call, waiting for a connection included; default 1500. Then it is a 503. */
  readonly timeout?: number | undefined
  /** Connections in use at a time, also of a pool that is handed in; default 10. */
  readonly maxConnections?: number | undefined
}

const CHECKS: OptionChecks<MysqlStoreOptions> = {
  users: checkedElsewhere(),
  timeout: milliseconds(1),
  maxConnections: wholeNumber(1, 10_000),
}

/**
 * Users in MySQL 8 or MariaDB, through a pool of `mysql2` that you have or by a URL. Nothing is opened
 * until the first call; `ping` says at start-up, as a `ConfigError`, what there is to mend: `mysql2`
 * that is not installed, a table that is missing, a key of another type. Throws `ConfigError` for a
 * bad URL or option. User names are told apart to the letter, whatever the column's collation.
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
