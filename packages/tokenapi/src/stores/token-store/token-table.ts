import type { Awaitable } from '../../core/runtime/awaitable.js'
import type { StoredUser, UserId, UserIdType } from '../../core/user.js'
import type { FoundRow, TokenRow } from './token-row.js'

/** Which rows: all conditions must hold. */
export interface TokenQuery {
  /** Columns with exactly these values. */
  readonly equal: Readonly<Partial<Pick<TokenRow, 'id' | 'digest' | 'userId' | 'family'>>>
  /** `endsAt` is greater than this. */
  readonly endsAfter: number
  /** `endsAt` is less than this. */
  readonly endsBefore: number
  /** `createdAt` is greater, or it is the same and `id` is greater. */
  readonly after: Pick<TokenRow, 'createdAt' | 'id'>
  /** At most so many. */
  readonly limit: number
}

/** Operations on rows, in a transaction or outside of one. They reject with the error of the driver. */
export interface TokenRows {
  /** The user of a token: `findById` of the store, over the same transaction. */
  userOf(id: UserId): Awaitable<StoredUser | undefined>
  /** Rows in the order of `createdAt`, then `id`. */
  select(query: TokenQuery): PromiseLike<readonly FoundRow[]>
  insert(row: TokenRow): PromiseLike<unknown>
  /** Sets columns of the row with this id. */
  update(id: string, changes: Partial<TokenRow>): PromiseLike<unknown>
}

/** A table of tokens and a table of used tickets, as `tokenStoreOver` needs them. */
export interface TokenTable extends Pick<TokenRows, 'userOf' | 'select'> {
  /** The type of the users' keys: `idType` of the store. */
  readonly idType: UserIdType
  /**
   * Runs `work` in one transaction that first locks the user: no other transaction of this user runs at once, on any
   * node. `rows` are operations of this transaction. Where nothing locks a row, an `UPDATE` that changes nothing does it.
   */
  locked<T>(userId: UserId, work: (rows: TokenRows) => Promise<T>): PromiseLike<T>
  /** Deletes rows. */
  remove(ids: readonly string[]): PromiseLike<unknown>
  readonly tickets: TicketTable
}

/** Digests of tickets that were used. */
export interface TicketTable {
  /** Rejects if the digest is there: it is the primary key. */
  insert(row: { readonly digest: string; readonly expiresAt: number }): PromiseLike<unknown>
  /** The row with this digest, or nothing. */
  find(digest: string): PromiseLike<object | null | undefined>
  /** Deletes rows whose `expiresAt` is less than this. */
  removeBefore(time: number): PromiseLike<unknown>
}
