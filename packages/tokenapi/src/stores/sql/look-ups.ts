/** The lookups of requests and logins, with the attributes for handlers. */
import type { Awaitable } from '../../core/runtime/awaitable.js'
import type { FoundToken } from '../../core/access/token-store.js'
import type { StoredUser, UserId } from '../../core/user.js'
import type { UserTable } from '../user-table.js'
import { attributesOf } from './attribute-columns.js'
import type { SqlDatabase } from './database.js'
import { batchedLookups } from './batched-lookups.js'
import { tokenLookups } from './tokens/token-lookups.js'
import { userLookups } from './user-lookups.js'
import { type UserSelect, userSelect } from './user-select.js'

/** Rejects with the error of the driver, or with `ConfigError` for an attribute that does not fit. */
export interface LookUps {
  readonly find: (id: UserId) => Awaitable<StoredUser | undefined>
  findByName(username: string): Promise<StoredUser | undefined>
  /** An access token and its user, by the digest of the token. */
  readonly findToken: (digest: string) => Awaitable<FoundToken | undefined>
  /** Reads the columns of the table, again where they were read before. */
  check(): Promise<void>
  /** Reads the columns again at the next lookup: a selected value could not be read. */
  forget(): void
}

interface Prepared {
  readonly select: UserSelect
  readonly find: (id: UserId) => Awaitable<StoredUser | undefined>
}

/**
 * Each lookup is one SELECT. The type of its column decides how an attribute is selected, and how the key is joined, so
 * the columns are read once, by `check` or before the first lookup.
 */
export function lookUps(database: SqlDatabase, table: UserTable, baseSelect: UserSelect): LookUps {
  const overSelect = (select: UserSelect): Prepared => {
    return { select, find: batchedLookups(database, userLookups(select)) }
  }
  const hasAttributes = table.attributes.length > 0
  let prepared = hasAttributes ? undefined : overSelect(baseSelect)
  let preparing: Promise<Prepared> | undefined
  let tokens: LookUps['findToken'] | undefined
  let preparingTokens: Promise<LookUps['findToken']> | undefined

  const prepare = (): Promise<Prepared> => {
    preparing ??= look().finally(() => (preparing = undefined))
    return preparing
  }

  const look = async (): Promise<Prepared> => {
    const select = userSelect(table, database.dialect, await attributesOf(database, table))
    prepared = overSelect(select)
    tokens = undefined
    return prepared
  }

  const prepareTokens = async (): Promise<LookUps['findToken']> => {
    const { select } = prepared ?? (await prepare())
    return (tokens = await tokenLookups(database, table, select))
  }

  const prepareAndFind = async (id: UserId): Promise<StoredUser | undefined> =>
    (await prepare()).find(id)

  const prepareAndFindToken = async (digest: string): Promise<FoundToken | undefined> => {
    preparingTokens ??= prepareTokens().finally(() => (preparingTokens = undefined))
    return (await preparingTokens)(digest)
  }

  return {
    get find() {
      return prepared?.find ?? prepareAndFind
    },
    async findByName(username) {
      const { select } = prepared ?? (await prepare())
      return select.withName(await database.all(select.byUsername, [username]), username)
    },
    get findToken() {
      return tokens ?? prepareAndFindToken
    },
    async check() {
      if (hasAttributes) await prepare()
    },
    forget() {
      if (hasAttributes) prepared = undefined
      tokens = undefined
    },
  }
}
