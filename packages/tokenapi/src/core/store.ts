/** The ports: what `createTokenApi` needs of a store, and the optional parts of one. */
import type { Awaitable } from './runtime/awaitable.js'
import type { TokenStore } from './access/token-store.js'
import type { ChangeMark } from './auth-state/change-watch.js'
import type { StoredUser, UserId, UserIdType } from './user.js'

/**
 * A store of users. A method rejects with `UnavailableError` if the database cannot answer, and for no
 * other reason: an unknown user is `undefined`, not an error.
 */
export interface UserStore<A = object> {
  /** Names of the attributes that handlers get. Other members of a stored user never reach a handler. */
  readonly attributes?: readonly string[] | undefined
  /** The type of the keys. `findById` gets each id in the canonical spelling of this type. */
  readonly idType: UserIdType
  /**
   * The user with this key: one look-up by primary key. A store that has its users at hand may return the
   * user itself; the guard then answers in the same turn.
   */
  findById(id: UserId): Awaitable<StoredUser<A> | undefined>
  /** The user with exactly this name: case, accents and spaces are significant. */
  findByUsername(username: string): Promise<StoredUser<A> | undefined>
  /** Resolves if the store can answer; for readiness checks. */
  ping(): Promise<void>
  /** Closes what the store opened itself. A pool or file that was passed in stays open. */
  close(): Promise<void>
  /**
   * For a store that can tell, in the same turn, that nothing at all has changed in it: what `maxStaleSeconds` remembers
   * is then forgotten with each change. See `detectChanges` of `sqliteStore`.
   */
  readonly changeMark?: ChangeMark | undefined
  /** Password upgrades. A store without this member leaves every hash as it is. */
  readonly upgrades?: PasswordUpgrades | undefined
  /** Access tokens. A store without this member has none. */
  readonly tokens?: TokenStore | undefined
}

/** The port for upgrading outdated password hashes at login. */
export interface PasswordUpgrades {
  /** Whether the store can keep tokens. If not, hashes stay as they are. */
  canKeepTokens(): Promise<boolean>
  /**
   * Replaces the stored hash if it is still `from`, and keeps the tokens, in one transaction. Returns
   * `false`, and changes nothing, if the stored hash is another one.
   */
  replaceHash(upgrade: PasswordUpgrade): Promise<boolean>
  /** The binding of the kept token with this digest; `undefined` if it is not kept. */
  findKeptToken(digest: string): Promise<string | undefined>
  /**
   * Whether Django uses the same database. If so, hashes are upgraded only with `upgradePasswords: true`.
   * Absent: the store is never shared with Django.
   */
  isSharedWithDjango?(): Promise<boolean>
}

/** A new hash of the same password, and the tokens to keep. */
export interface PasswordUpgrade {
  readonly id: UserId
  /** The stored hash that the password was checked against. */
  readonly from: string
  readonly to: string
  /** Absent if tokens end with the hash, as in the original. */
  readonly keep?: {
    /** The binding of tokens that were kept before; they get `boundTo` too. */
    readonly boundFrom: string
    /** The binding of all kept tokens from now on. */
    readonly boundTo: string
    readonly tokens: readonly KeptToken[]
    /** The number of today. Tokens whose last day is before it may be deleted. */
    readonly today: number
  }
  /**
   * Access tokens of the user that are bound to `from` are bound to `to`, in the same transaction: a new hash of the
   * same password ends none. Absent where access tokens are off.
   */
  readonly rebind?: { readonly from: string; readonly to: string } | undefined
}

/** A token that stays valid after its user's hash was upgraded. */
export interface KeptToken {
  /** SHA-256 over key, user and token: 64 hex digits. */
  readonly digest: string
  /** The number of the last day on which it is valid. */
  readonly lastDay: number
}

/** Administration of users. */
export interface UserDirectory {
  /** Adds a user and returns it as stored. Rejects with `UserExistsError` if the name or the id is taken. */
  add(user: NewUser): Promise<StoredUser>
  /** Changes a user. Returns `false` if there is no such user. */
  update(id: UserId, changes: UserChanges): Promise<boolean>
  /** Removes a user. Returns `false` if there is no such user. */
  remove(id: UserId): Promise<boolean>
  /** All users in the order of their keys, read in batches: memory use does not depend on their number. */
  list(): AsyncIterable<StoredUser>
}

/** A user to be added. Without `id` the store assigns one. */
export interface NewUser {
  readonly id?: UserId
  readonly username: string
  /** Encoded, as `makePassword` returns it. */
  readonly password: string
  readonly isActive?: boolean
}

/** Changes of a user. */
export interface UserChanges {
  readonly password?: string
  readonly isActive?: boolean
}

/** A user with the further columns of its row, for import and export. */
export interface UserRecord extends NewUser {
  readonly columns?: Readonly<Record<string, RecordValue>>
}

/** The value of a column: timestamps as ISO 8601 in UTC, integers beyond 2^53 as text. */
export type RecordValue = string | number | boolean | null
