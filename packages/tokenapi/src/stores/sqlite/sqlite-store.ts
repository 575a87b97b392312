import type { AttributesOf } from '../../core/attributes.js'
import { type MigrateOptions, readMigrateOptions } from '../sql/migrate.js'
import { ConfigError } from '../../core/errors.js'
import { checkedElsewhere, flag, milliseconds } from '../../core/option-checks.js'
import { type OptionChecks, readOptions } from '../../core/read-options.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import type { SqliteDatabase } from './driver.js'
import { openSqlite } from './sqlite-database.js'

const BUSY_TIMEOUT = 250

/** What `sqliteStore` takes. */
export interface SqliteStoreOptions<N extends string = string> {
  /** Where the users are; default Django's `auth_user`. */
  readonly users?: UserTableMapping<N> | undefined
  /** Makes the file where it is missing; default `false`. */
  readonly create?: boolean | undefined
  /**
   * Milliseconds to wait for another's lock, 0 or more; default 250, and for a database that is handed in
   * what it has been told. SQLite waits without letting others run.
   */
  readonly busyTimeout?: number | undefined
}

const CHECKS: OptionChecks<SqliteStoreOptions> = {
  users: checkedElsewhere(),
  create: flag,
  busyTimeout: milliseconds(0),
}

/**
 * Users in a SQLite file, or in a database that is handed in (of node:sqlite, better-sqlite3 or
 * libsql). Nothing is opened until the first call; `ping` says at start-up, as a `ConfigError`, what
 * there is to mend.
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
  const { users, create = false } = checked
  const { busyTimeout = typeof pathOrDatabase === 'string' ? BUSY_TIMEOUT : undefined } = checked
  if (typeof pathOrDatabase !== 'string' && typeof pathOrDatabase?.prepare !== 'function') {
    throw new ConfigError('`sqliteStore` needs the path of a file, or a database')
  }
  const database = openSqlite(pathOrDatabase, { create, busyTimeout })
  const store = sqlStore(database, users)
  return {
    ...store,
    migrate: async (given?: MigrateOptions) =>
      // A dry run leaves nothing behind, not even an empty file.
      readMigrateOptions(given).dryRun && database.isMissing()
        ? sqliteStore(':memory:', { ...checked, create: true }).migrate(given)
        : store.migrate(given),
  }
}
