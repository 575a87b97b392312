/** The look-ups of requests and logins, with the attributes that handlers see. */
import type { Awaitable } from '../../core/awaitable.js'
import type { StoredUser, UserId } from '../../core/user.js'
import type { UserTable } from '../user-table.js'
import { attributesOf } from './attribute-columns.js'
import type { SqlDatabase } from './database.js'
import { batchedLookups } from './batched-lookups.js'
import { type UserSelect, userSelect } from './user-select.js'

/** What they reject with is the driver's, or a `ConfigError` of `attributesOf`. */
export interface LookUps {
  find(id: UserId): Awaitable<StoredUser | undefined>
  findByName(username: string): Promise<StoredUser | undefined>
  /** Looks at the table's columns, also where that was done before. */
  check(): Promise<void>
  /** Something that was selected could not be read: the columns may be others by now. */
  forget(): void
}

interface Prepared {
  readonly select: UserSelect
  find(id: UserId): Awaitable<StoredUser | undefined>
}

/**
 * How an attribute is selected follows from its column's type, so the table is looked at once, before the
 * first look-up or by `check`. Each look-up is one SELECT, as it is without attributes.
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

  return {
    find: (id) =>
      prepared === undefined ? prepare().then(({ find }) => find(id)) : prepared.find(id),
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
