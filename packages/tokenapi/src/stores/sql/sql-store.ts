/** A store of users in a SQL database. `SqlDatabase` covers what differs between databases. */
import { isLater } from '../../core/runtime/awaitable.js'
import type { PasswordUpgrades, UserStore } from '../../core/store.js'
import {
  type UserTable,
  type UserTableMapping,
  canBeName,
  readUserTable,
  userIdTypeOf,
} from '../user-table.js'
import { byKeyStorage } from './byte-keys.js'
import type { SqlDatabase } from './database.js'
import { keptTokens } from './kept-tokens.js'
import { lookUps } from './look-ups.js'
import { pingTable } from './ping-table.js'
import { requestErrors } from './request-errors.js'
import { SQL_ACCESS, type SqlAccess } from './sql-access.js'
import { sqlUpgrades } from './sql-upgrades.js'
import { type SqlTokens, sqlTokens } from './tokens/sql-tokens.js'
import { userSelect } from './user-select.js'

/** A store of `tokenapi/sqlite`, `tokenapi/postgres` or `tokenapi/mysql`. */
export interface SqlStore<A = object> extends UserStore<A> {
  readonly upgrades: PasswordUpgrades
  readonly tokens: SqlTokens
  /** For `sqlAdmin` of `tokenapi/admin`. */
  readonly [SQL_ACCESS]: SqlAccess
}

/** The store over this database. Throws `ConfigError` for a mapping that cannot work. */
export function sqlStore(database: SqlDatabase, mapping: UserTableMapping | undefined): SqlStore {
  const table = readUserTable(mapping)
  return table.idType === 'uuid' ? uuidStore(database, table) : storeOver(database, table)
}

function storeOver(database: SqlDatabase, table: UserTable): SqlStore {
  const select = userSelect(table, database.dialect)
  const lookUp = lookUps(database, table, select)
  const kept = keptTokens(database, table, select)
  const { failed, answer } = requestErrors(database, table, lookUp)
  return {
    attributes: table.attributes,
    idType: userIdTypeOf(table.idType),
    // As `answer`, without a closure per call: every request runs this.
    findById(id) {
      try {
        const found = lookUp.find(id)
        return isLater(found) ? found.catch(failed) : found
      } catch (error) {
        return failed(error)
      }
    },
    findByUsername: async (username) =>
      canBeName(username) ? answer(() => lookUp.findByName(username)) : undefined,
    ping: pingTable(database, table, { select, lookUp, kept }),
    close: () => database.close(),
    upgrades: sqlUpgrades(database, table, kept, answer),
    tokens: sqlTokens(database, table, lookUp),
    [SQL_ACCESS]: { database, table, findTable: async () => table },
  }
}

/** Uuids in a column of bytes need other statements, so the type of the column is read first. */
function uuidStore(database: SqlDatabase, table: UserTable): SqlStore {
  const { known, find } = byKeyStorage(database, table, (each) => storeOver(database, each))
  const base = storeOver(database, table)
  return {
    ...base,
    findById: (id) => {
      const store = known()
      return store === undefined ? find().then((each) => each.findById(id)) : store.findById(id)
    },
    findByUsername: async (username) => (await find()).findByUsername(username),
    ping: async () => (await find()).ping(),
    upgrades: {
      ...base.upgrades,
      replaceHash: async (upgrade) => (await find()).upgrades.replaceHash(upgrade),
    },
    tokens: {
      ...base.tokens,
      find: (digest) => {
        const store = known()
        return store === undefined
          ? find().then((each) => each.tokens.find(digest))
          : store.tokens.find(digest)
      },
      add: async (...given) => (await find()).tokens.add(...given),
    },
    [SQL_ACCESS]: { database, table, findTable: async () => (await find())[SQL_ACCESS].table },
  }
}
