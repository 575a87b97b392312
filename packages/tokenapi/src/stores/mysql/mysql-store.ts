import { TIMEOUT } from '../sql/deadline.js'
import { checkMilliseconds } from '../sql/milliseconds.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import { type MysqlCallbackPool, type MysqlPool, checkPool } from './driver.js'
import { openMysql } from './mysql-database.js'
import { readMysqlUrl } from './mysql-url.js'

/** What `mysqlStore` takes. */
export interface MysqlStoreOptions {
  /** Where the users are; default Django's `auth_user`. */
  readonly users?: UserTableMapping
  /** Milliseconds for one call, waiting for a connection included; default 1500. Then it is a 503. */
  readonly timeout?: number
  /** Connections in use at a time, also of a pool that is handed in; default 10. */
  readonly maxConnections?: number
}

/**
 * Users in MySQL 8 or MariaDB, through a pool of `mysql2` that you have or by a URL. Nothing is opened
 * until the first call; `ping` says at start-up, as a `ConfigError`, what there is to mend: `mysql2`
 * that is not installed, a table that is missing, a key of another type. Throws `ConfigError` for a
 * bad URL or option. User names are told apart to the letter, whatever the column's collation.
 */
export function mysqlStore(
  poolOrUrl: MysqlPool | MysqlCallbackPool | string,
  options: MysqlStoreOptions = {},
): SqlStore {
  const url = typeof poolOrUrl === 'string' ? readMysqlUrl(poolOrUrl) : undefined
  if (typeof poolOrUrl !== 'string') checkPool(poolOrUrl)
  const { users, timeout = TIMEOUT, maxConnections = url?.maxConnections ?? 10 } = options
  checkMilliseconds('timeout', timeout, 1)
  const given = url ?? (poolOrUrl as MysqlPool | MysqlCallbackPool)
  return sqlStore(openMysql(given, { timeout, max: maxConnections }), users)
}
