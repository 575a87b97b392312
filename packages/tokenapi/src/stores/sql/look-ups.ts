/** The lookups of requests and logins, with the attributes for handlers. */
import type { Awaitable } from '../../core/awaitable.js'
import type { StoredUser, UserId } from '../../core/user.js'
import type { UserTable } from '../user-table.js'
import { attributesOf } from './attribute-columns.js'
import type { SqlDatabase } from './database.js'
import { batchedLookups } from './batched-lookups.js'
import { type UserSelect, userSelect } from './user-select.js'

/** Rejects with the error of the driver, or with `ConfigError` for an attribute that does not fit. */
export interface LookUps {
  readonly find: (id: UserId) => Awaitable<StoredUser | undefined>
  findByName(username: string): Promise<StoredUser | undefined>
  /** Reads the columns of the table, again where they were read before. */
  check(): Promise<void>
  /** Reads the columns again at the next lookup: a selected value could not be read. */
  forget(): void
}

interface Prepared {
  readonly select: UserSelect
  find(id: UserId): Awaitable<StoredUser | undefined>
}

/**
 * Each lookup is one SELECT. The type of its column decides how an attribute is selected, so the columns are
 * read once, by `check` or before the first lookup.
 */
export function lookUps(database: SqlDatabase, table: UserTable, plain: UserSelect): LookUps {
  const withoutAttributes: Prepared = { select: plain, find: batchedLookups(database, plain) }
  let prepared = table.attributes.length === 0 ? withoutAttributes : undefined
  let preparing: Promise<Prepared> | undefined

  const prepare = (): Promise<Prepared> => {
    preparing ??= look().finally(() => (preparing = undefined))
    return preparing
  }

  const look = async (): Promise<Prepared> => {
    const select = userSelect(table, database.dialect, await attributesOf(database, table))
    prepared = { select, find: batchedLookups(database, select) }
    return prepared
  }

  const prepareAndFind = async (id: UserId): Promise<StoredUser | undefined> =>
    (await prepare()).find(id)

  return {
    get find() {
      return prepared?.find ?? prepareAndFind
    },
    async findByName(username) {
      const { select } = prepared ?? (await prepare())
      return select.withName(await database.all(select.byUsername, [username]), username)
    },
    async check() {
      if (table.attributes.length > 0) await prepare()
    },
    forget() {
      if (table.attributes.length > 0) prepared = undefined
    },
  }
}
