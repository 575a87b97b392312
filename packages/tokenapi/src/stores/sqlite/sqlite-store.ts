import { ConfigError } from '../../core/errors.js'
import type { UserDirectory, UserStore } from '../../core/user.js'
import { DJANGO_USERS, type UserTableMapping, readUserTable } from '../user-table.js'
import { connect } from './connection.js'
import type { SqliteDatabase } from './driver.js'
import { LEDGER, MIGRATIONS, pendingMigrations } from './migrations.js'
import { startUpError, unavailable } from './sqlite-error.js'
import { userQueries } from './user-queries.js'

export interface SqliteStoreOptions {
  /** Where the users are; default Django's `auth_user`. */
  readonly users?: UserTableMapping
  /** Makes the file where it is missing; default `false`. */
  readonly create?: boolean
  /** Milliseconds to wait for another's lock; default 250. SQLite waits without letting others run. */
  readonly busyTimeout?: number
}

export interface MigrateOptions {
  /** `true`: only says what would run. */
  readonly dryRun?: boolean
}

export interface SqliteStore extends UserStore, UserDirectory {
  /**
   * Makes what is missing, and nothing else: the SQL that ran, or would run. Any number of processes
   * may do so at once. Rejects with `ConfigError` for a mapped table, which is yours to make.
   */
  migrate(options?: MigrateOptions): Promise<readonly string[]>
}

/**
 * Users in a SQLite file, or in a database that is handed in (of node:sqlite, better-sqlite3 or
 * libsql). Nothing is opened until the first call; `ping` says at start-up, as a `ConfigError`, what
 * there is to mend.
 */
export function sqliteStore(
  pathOrDatabase: string | SqliteDatabase,
  options: SqliteStoreOptions = {},
): SqliteStore {
  const table = readUserTable(options.users)
  const { create = false, busyTimeout = 250 } = options
  const connection = connect(pathOrDatabase, { create, busyTimeout })
  const users = userQueries(connection, table)

  const answering = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw unavailable(error)
    }
  }
  const administering = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw startUpError(error, connection.path, table.table)
    }
  }

  return {
    idType: table.idType,
    findById: (id) => answering(() => users.byId(id)),
    findByUsername: (username) => answering(() => users.byUsername(username)),
    ping: () => administering(() => users.probe()),
    close: async () => connection.close(),
    addUser: (user) => administering(() => connection.transaction(() => users.add(user))),
    updateUser: (id, changes) => administering(() => users.update(id, changes)),
    removeUser: (id) => administering(() => users.remove(id)),
    async *listUsers() {
      for (let batch = await administering(() => users.first()); batch.length > 0;) {
        yield* batch.map(({ user }) => user)
        const last = batch.at(-1)
        if (last === undefined) return
        batch = await administering(() => users.after(last.key))
      }
    },
    migrate: ({ dryRun = false } = {}) =>
      administering(() => {
        if (table.table !== DJANGO_USERS.table) {
          throw new ConfigError(
            `"${table.table}" is a table of your own, which \`migrate\` leaves to you: nothing to do`,
          )
        }
        if (dryRun) {
          return sqlOf(connection.isMissing() ? MIGRATIONS : pendingMigrations(connection))
        }
        // Somebody else may have migrated before our turn to write came.
        return connection.transaction(() => {
          const pending = pendingMigrations(connection)
          if (pending.length > 0) connection.exec(LEDGER)
          for (const { name, sql } of pending) {
            connection.exec(sql)
            connection.run(
              'INSERT INTO "tokenapi_migrations" ("name", "applied_at") VALUES (?, ?)',
              name,
              new Date().toISOString(),
            )
          }
          return sqlOf(pending)
        })
      }),
  }
}

function sqlOf(migrations: readonly { readonly sql: string }[]): readonly string[] {
  return migrations.length === 0 ? [] : [LEDGER, ...migrations.map(({ sql }) => sql)]
}
