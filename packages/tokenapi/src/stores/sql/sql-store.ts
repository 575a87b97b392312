/** A store over any of our databases. What differs between them is behind `SqlDatabase`. */
import { type Awaitable, isLater, whenSettled } from '../../core/awaitable.js'
import { UnavailableError } from '../../core/errors.js'
import type { PasswordUpgrades } from '../../core/store.js'
import type { StoredUser } from '../../core/user.js'
import type { UserDirectory, UserRecord, UserStore } from '../../core/store.js'
import {
  type UserTable,
  type UserTableMapping,
  canBeName,
  nameOf,
  readUserTable,
  spellingOf,
} from '../user-table.js'
import { isBesideDjango } from './beside-django.js'
import { type RecordObjection, checkRecords } from './check-records.js'
import type { SqlDatabase } from './database.js'
import { startUpError, unavailable } from './fault.js'
import { inspect } from './inspect.js'
import { keptTokens } from './kept-tokens.js'
import { lookUps } from './look-ups.js'
import { type MigrateOptions, migrate } from './migrate.js'
import { whenKnown } from './byte-keys.js'
import { checkColumns } from './check-columns.js'
import { type AddOptions, addRecords, listRecords } from './records.js'
import type { Inspection } from './table.js'
import { addUser, listUsers, removeUser, updateUser } from './user-directory.js'
import { userSelect } from './user-select.js'

export interface SqlStore<A = object> extends UserStore<A> {
  readonly users: UserDirectory
  readonly upgrades: PasswordUpgrades
  /**
   * Makes what is missing, and nothing else: the SQL that ran, or would run. Any number of processes
   * may do so at once. A table that Django or the application owns is left as it is.
   */
  migrate(options?: MigrateOptions): Promise<readonly string[]>
  /** What the database says of itself, the table and our rights. Changes nothing. */
  inspect(): Promise<Inspection>
  /**
   * All users in the order of their keys with every further column of their rows, read in batches:
   * memory stays flat for any number.
   */
  listRecords(): AsyncIterable<StoredUser & UserRecord>
  /**
   * Why records cannot be added, as far as can be told before: a value that does not fit its column,
   * a user name or an id that is taken as the database compares it. A few statements for all of them.
   */
  checkRecords(records: readonly UserRecord[]): Promise<readonly RecordObjection[]>
  /**
   * Adds all records in one transaction, or none: rejects with `UserExistsError` or `RecordError`,
   * which say which one it is. With `skipRefused` it adds all but those that the table does not take, and
   * gives these. Columns that are not given hold what Django's hold for a new user.
   */
  addRecords(
    records: readonly UserRecord[],
    options?: AddOptions,
  ): Promise<readonly RecordObjection[]>
}

export function sqlStore(database: SqlDatabase, mapping: UserTableMapping | undefined): SqlStore {
  const table = readUserTable(mapping)
  return table.idType === 'uuid' ? uuidStore(database, table) : storeOf(database, table)
}

/** Statements differ where uuids stand in the table as bytes: the table is looked at first. */
function uuidStore(database: SqlDatabase, table: UserTable): SqlStore {
  const { known, get } = whenKnown(database, table, (each) => storeOf(database, each))
  const plain = storeOf(database, table)
  return {
    ...plain,
    findById: (id) => {
      const store = known()
      return store === undefined ? get().then((each) => each.findById(id)) : store.findById(id)
    },
    findByUsername: async (username) => (await get()).findByUsername(username),
    ping: async () => (await get()).ping(),
    upgrades: {
      ...plain.upgrades,
      replaceHash: async (upgrade) => (await get()).upgrades.replaceHash(upgrade),
    },
    users: {
      add: async (user) => (await get()).users.add(user),
      update: async (id, changes) => (await get()).users.update(id, changes),
      remove: async (id) => (await get()).users.remove(id),
      async *list() {
        yield* (await get()).users.list()
      },
    },
    inspect: async () => (await get()).inspect(),
    async *listRecords() {
      yield* (await get()).listRecords()
    },
    checkRecords: async (records) => (await get()).checkRecords(records),
    addRecords: async (records, options) => (await get()).addRecords(records, options),
  }
}

function storeOf(database: SqlDatabase, table: UserTable): SqlStore {
  const { dialect } = database
  const select = userSelect(table, dialect)
  const kept = keptTokens(database, table, select)
  const lookUp = lookUps(database, table, select)
  let shared = false

  const told = (error: unknown): Error =>
    startUpError(error, database.name, nameOf(table), (each) => dialect.faultOf(each))
  /** On a request's way: a value that no column could hold is nobody's, all else an outage. */
  const answering = <T>(work: () => Awaitable<T>): Awaitable<T | undefined> =>
    whenSettled(work, asItIs, failed)
  const failed = async (error: unknown): Promise<undefined> => {
    if (dialect.faultOf(error) === 'value') return undefined
    if (error instanceof TypeError || dialect.faultOf(error) === 'missing-column') lookUp.forget()
    throw unavailable(told(error))
  }
  /** At start-up and by the operator's hand: what can be mended is said. */
  const administering = async <T>(work: () => Awaitable<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw told(error)
    }
  }

  const administered: SqlDatabase = {
    ...database,
    all: (sql, values) => administering(() => database.all(sql, values)),
  }

  let isChecked = false
  const checkConnections = async (): Promise<void> => {
    if (!isChecked) await database.checkConnections?.()
    isChecked = true
  }

  return {
    attributes: table.attributes,
    idType: spellingOf(table.idType),
    // As `answering`, but without functions made for it: every request comes this way.
    findById(id) {
      try {
        const found = lookUp.find(id)
        return isLater(found) ? found.catch(failed) : found
      } catch (error) {
        return failed(error)
      }
    },
    async findByUsername(username) {
      if (!canBeName(username)) return undefined
      return answering(() => lookUp.findByName(username))
    },
    ping: () =>
      administering(async () => {
        await database.all(select.probe)
        await dialect.checkSession?.(database)
        await checkConnections()
        await checkColumns(database, table)
        await lookUp.check()
        // A role that may not read what is kept could not tell a wrong token from a kept one.
        await kept.find('')
      }),
    close: () => database.close(),

    upgrades: {
      canKeepTokens: async () => (await answering(() => kept.isThere())) === true,
      findKeptToken: async (digest) => answering(() => kept.find(digest)),
      async isSharedWithDjango() {
        // Where it cannot be seen, it is safer to leave the hashes alone.
        shared ||= (await answering(() => isBesideDjango(database, table))) !== false
        return shared
      },
      replaceHash: async (upgrade) => {
        const done = await answering(() => kept.upgrade(upgrade))
        if (done === undefined) throw new UnavailableError('the new hash does not fit its column')
        return done
      },
    },

    users: {
      add: (user) => administering(() => addUser(database, table, select, user)),
      update: (id, changes) =>
        administering(() => updateUser(database, table, select, id, changes)),
      remove: (id) => administering(() => removeUser(database, table, select, id)),
      list: () => listUsers(administered, select),
    },

    migrate: (options) => administering(() => migrate(database, table, options)),
    inspect: () => administering(() => inspect(database, table, select)),

    listRecords: () => listRecords(administered, table, select),
    checkRecords: (records) => administering(() => checkRecords(database, table, select, records)),
    addRecords: (records, options) =>
      administering(() => addRecords(database, table, select, records, options)),
  }
}

function asItIs<T>(answer: T): T {
  return answer
}
