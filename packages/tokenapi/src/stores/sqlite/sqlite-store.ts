import type { MigrateOptions } from '../sql/migrate.js'
import { type SqlStore, sqlStore } from '../sql/sql-store.js'
import type { UserTableMapping } from '../user-table.js'
import type { SqliteDatabase } from './driver.js'
import { openSqlite } from './sqlite-database.js'

export interface SqliteStoreOptions {
  /** Where the users are; default Django's `auth_user`. */
  readonly users?: UserTableMapping
  /** Makes the file where it is missing; default `false`. */
  readonly create?: boolean
  /** Milliseconds to wait for another's lock; default 250. SQLite waits without letting others run. */
  readonly busyTimeout?: number
}

/**
 * Users in a SQLite file, or in a database that is handed in (of node:sqlite, better-sqlite3 or
 * libsql). Nothing is opened until the first call; `ping` says at start-up, as a `ConfigError`, what
 * there is to mend.
 */
export function sqliteStore(
  pathOrDatabase: string | SqliteDatabase,
  options: SqliteStoreOptions = {},
): SqlStore {
  const { users, create = false, busyTimeout = 250 } = options
  const database = openSqlite(pathOrDatabase, { create, busyTimeout })
  const store = sqlStore(database, users)
  return {
    ...store,
    migrate: (given: MigrateOptions = {}) =>
      // A dry run leaves nothing behind, not even an empty file.
      given.dryRun === true && database.isMissing()
        ? sqliteStore(':memory:', { ...options, create: true }).migrate(given)
        : store.migrate(given),
  }
}
