/**
 * Users, as a store keeps them and as a handler sees them, and the port behind which they live. Stores
 * implement `UserStore`; nothing else in the library knows where users are kept.
 */
import type { Awaitable } from './awaitable.js'
import type { JsonForm } from './json-form.js'
import { brandErrors, errorKindOf } from './error-brand.js'
import type { PasswordUpgradeStore } from './password-upgrade.js'

/**
 * The canonical spelling of a user's key: a `number` (a `bigint` beyond 2^53 - 1) for integer keys,
 * lower-case text with dashes for uuids, the text itself for string keys. See `user-id.ts`.
 */
export type UserId = number | bigint | string

/** How a store's keys are spelled. */
export type UserIdType = 'integer' | 'uuid' | 'string'

/** What every user has for a handler. */
export interface UserFields {
  /** The key. An integer beyond 2^53 - 1, which JSON would round, is text: its digits. */
  readonly id: number | string
  /** The login name; an e-mail address where the mapping says so. */
  readonly username: string
  readonly isActive: boolean
}

/** What every user has inside. */
export interface StoredFields extends Omit<UserFields, 'id'> {
  readonly id: UserId
  /** The encoded hash (`pbkdf2_sha256$…`), never the plain text. As secret as a password. */
  readonly password: string
}

/**
 * Who a token speaks for, as a handler sees it: frozen, and safe to send as JSON. `A` are the
 * attributes that the store gives beside.
 */
export type User<A = object> = UserFields & {
  readonly [K in Exclude<keyof A, keyof StoredFields>]: JsonForm<A[K]>
}

/** A user as a store gives it. It stays inside stores, logins and verification. */
export type StoredUser<A = object> = StoredFields & Readonly<A>

/**
 * Where users are looked up. Every method rejects with `UnavailableError` where the store cannot
 * answer, and never otherwise: an unknown user is `undefined`, not an error.
 */
export interface UserStore<A = object> {
  /** Names of what else handlers see of a user. Nothing that is not named here reaches them. */
  readonly attributes?: readonly string[] | undefined
  /** Which spelling `findById` takes; whoever asks has brought the id into it. */
  readonly idType: UserIdType
  /** The user with this key. One look-up by primary key. May answer at once: a guard then does as well. */
  findById(id: UserId): Awaitable<StoredUser<A> | undefined>
  /** The user with exactly this name: case, accents and spaces count. */
  findByUsername(username: string): Promise<StoredUser<A> | undefined>
  /** Resolves when the store answers; for readiness checks. */
  ping(): Promise<void>
  /** Ends what the store opened itself; what was handed in stays open. */
  close(): Promise<void>
}

/** What `createTokenApi` needs of a store, and what it uses where it is there. */
export type Store<A = object> = UserStore<A> & Partial<PasswordUpgradeStore>

/** A user to be added; without `id` the store gives the next one. */
export interface NewUser {
  readonly id?: UserId
  readonly username: string
  /** Encoded, as `makePassword` gives it. */
  readonly password: string
  readonly isActive?: boolean
}

/** A value of a column: moments as ISO 8601 in UTC, whole numbers beyond 2^53 as text. */
export type RecordValue = string | number | boolean | null

/** A user with the further columns of its row: what is imported and exported. */
export interface UserRecord extends NewUser {
  readonly columns?: Readonly<Record<string, RecordValue>>
}

/** What may change in a user. */
export interface UserChanges {
  readonly password?: string
  readonly isActive?: boolean
}

/** Administration of users, for stores that allow it: what the command line is built on. */
export interface UserDirectory {
  /** The user as stored. Rejects with `UserExistsError` where the name or the id is taken. */
  addUser(user: NewUser): Promise<StoredUser>
  /** Whether there was such a user to change. */
  updateUser(id: UserId, changes: UserChanges): Promise<boolean>
  /** Whether there was such a user to remove. */
  removeUser(id: UserId): Promise<boolean>
  /** All users in the order of their keys, read in batches: memory stays flat for any number. */
  listUsers(): AsyncIterable<StoredUser>
}

/** The name or the key of a new user is taken. */
export class UserExistsError extends Error {
  override readonly name = 'UserExistsError'
  /** Which of several it was, counted from 0; none of them was added. */
  readonly index: number | undefined

  static {
    brandErrors(this, 'user-exists')
  }

  constructor(message: string, index?: number) {
    super(message)
    this.index = index
  }
}

/** One of several records does not fit the table, so none was added. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
  /** Which of them, counted from 0. */
  readonly index: number

  static {
    brandErrors(this, 'record')
  }

  constructor(message: string, index: number) {
    super(message)
    this.index = index
  }
}

/** Whether it is a `UserExistsError`, made by whichever copy of the package. */
export function isUserExistsError(error: unknown): error is UserExistsError {
  return errorKindOf(error) === 'user-exists'
}

/** Whether it is a `RecordError`, made by whichever copy of the package. */
export function isRecordError(error: unknown): error is RecordError {
  return errorKindOf(error) === 'record'
}
