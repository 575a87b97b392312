import { type StoreChange, changesOf } from '../core/auth-state/store-changes.js'
import type { UserDirectory, UserRecord, UserStore } from '../core/store.js'
import { readUserId } from '../core/user-id.js'
import type { StoredUser, UserId } from '../core/user.js'
import { startUpError } from '../stores/sql/database-errors.js'
import { accessOf } from '../stores/sql/sql-access.js'
import { type AddOptions, addRecords } from './add-records.js'
import { type RecordObjection, checkRecords } from './check-records.js'
import { type AdminContext, adminContext } from './context.js'
import { countLiveTokens } from './count-live-tokens.js'
import { inspect } from './inspect.js'
import type { Inspection } from './inspection.js'
import { listRecords } from './list-records.js'
import { getRecord } from './get-record.js'
import { type MigrateOptions, migrate } from './migrate.js'
import { type UserPage, type UserPageOptions, pageUsers } from './page-users.js'
import { addUser, listUsers, removeUser, updateUser } from './user-directory.js'

/**
 * Administration of a table of users. Every method rejects with `ConfigError` for what the operator can fix,
 * such as a missing table or right, and with `UnavailableError` if the database does not answer.
 */
export interface SqlAdmin {
  /**
   * Creates the tables that are missing and returns the SQL that ran. Existing tables stay as they are.
   * Several processes may call it at once.
   */
  migrate(options?: MigrateOptions): Promise<readonly string[]>
  /** The server, the table of users and the rights of the role. Changes nothing. */
  inspect(): Promise<Inspection>
  /**
   * Whether the server takes no writes, as a replica. A change in its primary is seen when the replica has it, which no
   * `maxStaleSeconds` bounds.
   *
   * @example
   * if (await sqlAdmin(store).isReadOnly()) console.warn('the database is a replica')
   */
  isReadOnly(): Promise<boolean>
  readonly users: SqlUserDirectory
  readonly records: RecordAdmin
  readonly tokens: TokenAdmin
}

/** Access tokens of a SQL store. */
export interface TokenAdmin {
  /**
   * The number of access tokens that work now, counted up to `most`. Rejects with `ConfigError` if their table is
   * missing.
   *
   * @example
   * const live = await sqlAdmin(store).tokens.countLive(100_000)
   */
  countLive(most: number): Promise<number>
}

/** Users of a SQL table. */
export interface SqlUserDirectory extends UserDirectory {
  /**
   * One page of users in the order of their names. Uses the index of the column, in a table of any size. Rejects with
   * `ConfigError` for a `limit` that cannot be.
   *
   * @example
   * const { users, next } = await sqlAdmin(store).users.page({ prefix: 'mar', limit: 20 })
   */
  page(options?: UserPageOptions): Promise<UserPage>
}

/** Users with all columns of their rows, for import and export. */
export interface RecordAdmin {
  /** All users in the order of their keys, read in batches: memory use does not depend on their number. */
  list(): AsyncIterable<StoredUser & UserRecord>
  /** One of them; `undefined` if no user has this id. */
  get(id: UserId): Promise<(StoredUser & UserRecord) | undefined>
  /**
   * The records that cannot be added, as far as it can be checked without a write: a value that does not fit
   * its column, or a user name or id that is taken in the collation of the column.
   */
  check(records: readonly UserRecord[]): Promise<readonly RecordObjection[]>
  /**
   * Adds all records in one transaction, or none: rejects with `UserExistsError` or `RecordError`, which have
   * the index of the record. With `skipRefused` it adds all others and returns the refused ones.
   */
  add(records: readonly UserRecord[], options?: AddOptions): Promise<readonly RecordObjection[]>
}

/**
 * Administration of the users in a store of `tokenapi/sqlite`, `tokenapi/postgres` or `tokenapi/mysql`. Throws
 * `ConfigError` for any other store.
 *
 * @example
 * ```ts
 * import { sqlAdmin } from 'tokenapi/admin'
 * import { makePassword } from 'tokenapi/password'
 * import { sqliteStore } from 'tokenapi/sqlite'
 *
 * const { migrate, users } = sqlAdmin(sqliteStore('users.sqlite3', { create: true }))
 * await migrate()
 * await users.add({ username: 'maria', password: await makePassword('correct horse') })
 * ```
 */
export function sqlAdmin(store: UserStore): SqlAdmin {
  const { database, table, findTable } = accessOf(store, '`sqlAdmin`', ELSEWHERE)
  const changes = changesOf(store)
  const context = async (): Promise<AdminContext> => adminContext(database, await findTable())

  /** By the canonical id: a database takes more spellings of a uuid. */
  const changeOf = (id: UserId): StoreChange => ({
    userId: readUserId(String(id), store.idType) ?? id,
  })

  const run = async <T>(task: (context: AdminContext) => Promise<T>): Promise<T> => {
    try {
      return await task(await context())
    } catch (error) {
      throw startUpError(error, database, table)
    }
  }

  async function* list<T>(read: (context: AdminContext) => AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* read(await context())
    } catch (error) {
      throw startUpError(error, database, table)
    }
  }

  return {
    async migrate(options) {
      try {
        // Without `findTable`: a dry run must not create the file of a database.
        return await migrate(adminContext(database, table), options)
      } catch (error) {
        throw startUpError(error, database, table)
      }
    },
    inspect: () => run(inspect),
    isReadOnly: () => run(async (each) => (await each.dialect.server(each.database)).isReadOnly),
    users: {
      add: (user) => run((each) => addUser(each, user)),
      update: (id, values) =>
        changes.noting(changeOf(id), () => run((each) => updateUser(each, id, values))),
      remove: (id) => changes.noting(changeOf(id), () => run((each) => removeUser(each, id))),
      list: () => list(listUsers),
      page: (options) => run((each) => pageUsers(each, options)),
    },
    records: {
      list: () => list(listRecords),
      get: (id) => run((each) => getRecord(each, id)),
      check: (records) => run((each) => checkRecords(each, records)),
      add: (records, options) => run((each) => addRecords(each, records, options)),
    },
    tokens: { countLive: (most) => run((each) => countLiveTokens(each, most)) },
  }
}

const ELSEWHERE =
  '. Administer the users of any other store with its own methods; those of `memoryStore` are at `store.users`'
