import type { AttributesOf } from '../../core/attributes.js'
import { ConfigError } from '../../core/errors.js'
import { checkedElsewhere, flag, milliseconds } from '../../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../../core/options/read-options.js'
import { SQL_ACCESS } from '../sql/sql-access.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import type { SqliteDatabase } from './driver.js'
import { openSqlite } from './sqlite-database.js'

const BUSY_TIMEOUT = 250

/** What `sqliteStore` takes. */
export interface SqliteStoreOptions<N extends string = string> {
  /** The table of users; default Django's `auth_user`. */
  readonly users?: UserTableMapping<N> | undefined
  /** Creates a missing file; default `false`. */
  readonly create?: boolean | undefined
  /**
   * Milliseconds to wait for a lock of another connection, 0 or more. Default 250, and for an open database
   * what is set in it. While SQLite waits, no other request is served.
   */
  readonly busyTimeout?: number | undefined
  /**
   * Whether `maxStaleSeconds` forgets everything as soon as anything in the file has changed, which is looked at once in a
   * turn of the event loop; default `false`. Changes are then seen at the next turn. Of no use for a file that is
   * written many times a second.
   */
  readonly detectChanges?: boolean | undefined
}

const CHECKS: OptionChecks<SqliteStoreOptions> = {
  users: checkedElsewhere(),
  create: flag,
  busyTimeout: milliseconds(0),
  detectChanges: flag,
}

/**
 * A store of users in a SQLite file, or in an open database of node:sqlite, better-sqlite3 or libsql. The
 * file is opened at the first call. Throws `ConfigError` for an invalid option; `ping` rejects with one for a
 * missing file, table or column.
 *
 * @example
 * const store = sqliteStore('app.sqlite3', { users: { table: 'people', username: 'email' } })
 */
export function sqliteStore<const N extends string = never>(
  pathOrDatabase: string | SqliteDatabase,
  options?: SqliteStoreOptions<N>,
): SqlStore<AttributesOf<N>>
export function sqliteStore<A extends object>(
  pathOrDatabase: string | SqliteDatabase,
  options: SqliteStoreOptions<keyof A & string>,
): SqlStore<A>
export function sqliteStore(
  pathOrDatabase: string | SqliteDatabase,
  options?: SqliteStoreOptions,
): SqlStore {
  const checked = readOptions('sqliteStore', options, CHECKS)
  const { users, create = false, detectChanges = false } = checked
  const { busyTimeout = typeof pathOrDatabase === 'string' ? BUSY_TIMEOUT : undefined } = checked
  if (typeof pathOrDatabase !== 'string' && typeof pathOrDatabase?.prepare !== 'function') {
    throw new ConfigError('`sqliteStore` needs the path of a file, or a database')
  }
  const database = openSqlite(pathOrDatabase, { create, busyTimeout })
  const store = sqlStore(database, users)
  if (!detectChanges) return store
  if (users?.schema !== undefined) {
    throw new ConfigError(
      '`detectChanges` watches one file: leave it out for users in another one, as `users.schema` says',
    )
  }
  return { ...store, changeMark: database.changeMarkOf(store[SQL_ACCESS].table.table) }
}
