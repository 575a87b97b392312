/** Users: as a store holds them, and as a handler gets them. */
import type { JsonForm } from './runtime/json-form.js'

/**
 * A user's key in its canonical spelling: a `number` (a `bigint` beyond 2^53 - 1) for integer keys,
 * lower-case text with dashes for UUIDs, the text itself for string keys. See `readUserId`.
 */
export type UserId = number | bigint | string

/** The type of a store's keys. */
export type UserIdType = 'integer' | 'uuid' | 'string'

/** The members that every user has in a handler. */
export interface UserFields {
  /** The key. An integer beyond 2^53 - 1, which JSON would round, is a string of its digits. */
  readonly id: number | string
  /** The login name; an e-mail address if the table mapping uses one. */
  readonly username: string
  readonly isActive: boolean
}

/** The members that every stored user has. */
export interface StoredFields extends Omit<UserFields, 'id'> {
  readonly id: UserId
  /** The encoded hash (`pbkdf2_sha256$…`), never the plain text. As secret as a password. */
  readonly password: string
}

/** The user that a handler gets: frozen, and safe to send as JSON. `A` are the store's attributes. */
export type User<A = object> = UserFields & {
  readonly [K in Exclude<keyof A, keyof StoredFields>]: JsonForm<A[K]>
}

/** The user that a store returns, with the password hash. Only stores, logins and verification see it. */
export type StoredUser<A = object> = StoredFields & Readonly<A>
