/** A store over any of our databases. What differs between them is behind `SqlDatabase`. */
import { UnavailableError } from '../../core/errors.js'
import type { PasswordUpgradeStore } from '../../core/password-upgrade.js'
import type { UserDirectory, UserStore } from '../../core/user.js'
import {
  type UserTableMapping,
  canBeName,
  nameOf,
  readUserTable,
  spellingOf,
} from '../user-table.js'
import type { SqlDatabase } from './database.js'
import { startUpError, unavailable } from './fault.js'
import { inspect } from './inspect.js'
import { keptTokens } from './kept-tokens.js'
import { type MigrateOptions, migrate } from './migrate.js'
import { checkKey } from './check-key.js'
import type { Inspection } from './table.js'
import { addUser, listUsers, removeUser, updateUser } from './user-directory.js'
import { userSelect } from './user-select.js'

export interface SqlStore extends UserStore, UserDirectory, PasswordUpgradeStore {
  /**
   * Makes what is missing, and nothing else: the SQL that ran, or would run. Any number of processes
   * may do so at once. A table that Django or the application owns is left as it is.
   */
  migrate(options?: MigrateOptions): Promise<readonly string[]>
  /** What the database says of itself, the table and our rights. Changes nothing. */
  inspect(): Promise<Inspection>
}

export function sqlStore(database: SqlDatabase, mapping: UserTableMapping | undefined): SqlStore {
  const { dialect } = database
  const table = readUserTable(mapping)
  const select = userSelect(table, dialect)
  const kept = keptTokens(database, table, select)

  /** On a request's way: a value that no column could hold is nobody's, all else an outage. */
  const answering = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work
    } catch (error) {
      if (dialect.faultOf(error) === 'value') return undefined
      throw unavailable(error)
    }
  }
  /** At start-up and by the operator's hand: what can be mended is said. */
  const administering = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw startUpError(error, database.name, nameOf(table), (each) => dialect.faultOf(each))
    }
  }

  return {
    idType: spellingOf(table.idType),
    async findById(id) {
      const key = select.keyOf(id)
      if (key === undefined) return undefined
      const rows = await answering(database.all(select.byId, key))
      return rows && select.withId(rows, id)
    },
    async findByUsername(username) {
      if (!canBeName(username)) return undefined
      const rows = await answering(database.all(select.byUsername, [username]))
      return rows && select.withName(rows, username)
    },
    ping: () =>
      administering(async () => {
        await database.all(select.probe)
        await checkKey(database, table)
        // A role that may not read what is kept could not tell a wrong token from a kept one.
        await kept.find('')
      }),
    close: () => database.close(),

    canKeepTokens: async () => (await answering(kept.isThere())) === true,
    findKeptToken: (digest) => answering(kept.find(digest)),
    upgradePassword: async (upgrade) => {
      const done = await answering(kept.upgrade(upgrade))
      if (done === undefined) throw new UnavailableError('the new hash does not fit its column')
      return done
    },

    addUser: (user) => administering(() => addUser(database, table, select, user)),
    updateUser: (id, changes) =>
      administering(() => updateUser(database, table, select, id, changes)),
    removeUser: (id) => administering(() => removeUser(database, select, id)),
    listUsers: () =>
      listUsers((sql, values) => administering(() => database.all(sql, values)), select),

    migrate: (options = {}) => administering(() => migrate(database, table, options)),
    inspect: () => administering(() => inspect(database, table, select)),
  }
}
