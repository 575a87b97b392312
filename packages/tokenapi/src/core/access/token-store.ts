/** The port for access tokens: what verification and `api.accessTokens` need of a store. */
import type { Awaitable } from '../runtime/awaitable.js'
import type { StoredUser, UserId } from '../user.js'

/** The record of an access token as a store keeps it. Times are milliseconds since 1970, in UTC. */
export interface StoredToken {
  /** Opaque: 22 letters and digits of the system generator. */
  readonly id: string
  /** SHA-256 of the token: 64 hex digits. Only stores and verification see it. */
  readonly digest: string
  readonly userId: UserId
  /** At most 100 characters. */
  readonly name: string
  readonly scopes: readonly string[]
  readonly audience: string | undefined
  /** SHA-256 over user id and stored hash: a password change makes it stale, and the token is refused. */
  readonly boundTo: string
  readonly createdAt: number
  /** Refused from this millisecond on. */
  readonly expiresAt: number
  /** Rotation never goes beyond. */
  readonly renewableUntil: number
  readonly lastUsedAt: number | undefined
  /** IP address of the client that used it last. */
  readonly lastAddress: string | undefined
  readonly lastUserAgent: string | undefined
  /** The id of the token that this one replaces. */
  readonly replaces: string | undefined
  /** Made by a rotation: it ends then, unless it was used before. */
  readonly unusedUntil: number | undefined
  /** It was rotated, and works until then. */
  readonly replacedAt: number | undefined
  readonly revokedAt: number | undefined
}

/** The last use of a token. */
export interface TokenUse {
  readonly id: string
  readonly usedAt: number
  readonly address: string | undefined
  readonly userAgent: string | undefined
}

/** How many living tokens a user may have. See `surplusOf`. */
export interface TokenLimit {
  readonly now: number
  readonly most: number
  /** `'revoke-oldest'`: as many as needed are revoked at `now`, in the order of creation. */
  readonly onFull: 'refuse' | 'revoke-oldest'
  /** Tokens that were neither used nor created since then do not count: they ended by `idleDays`. */
  readonly usedSince: number | undefined
}

/**
 * Records of access tokens. Methods reject with `UnavailableError` if the database cannot answer. Changes are
 * durable when a method resolves.
 */
export interface TokenStore {
  /** Record and user by digest: one look-up with a join. `user` is `undefined` if the user is gone. */
  find(digest: string): Awaitable<FoundToken | undefined>
  get(id: string): Promise<StoredToken | undefined>
  /**
   * The tokens of one user in the order of creation, ended ones included until they are pruned; without `userId`
   * the tokens of all users. Read in batches: memory use does not depend on their number.
   */
  list(filter?: { readonly userId?: UserId | undefined }): AsyncIterable<StoredToken>
  /**
   * Adds a token. Exact under parallel calls. `false`: the user has as many as `limit` allows. Only tokens with the same
   * `boundTo` count: a password change has ended the others.
   */
  add(token: StoredToken, limit: TokenLimit): Promise<boolean>
  /** Returns `false` if there is no such token. */
  rename(id: string, name: string): Promise<boolean>
  /**
   * In one transaction: marks the token as replaced at `replacedAt`, unless it is marked already, and adds
   * `successor` with `unusedUntil` set to the time of the mark and with the `boundTo` of the token. Returns that time.
   * `undefined`: no such token works at `now`. `'full'`: it has `most` successors already.
   */
  rotate(
    id: string,
    successor: StoredToken,
    limit: { readonly now: number; readonly replacedAt: number; readonly most: number },
  ): Promise<number | 'full' | undefined>
  /** Returns `true` if the token worked at `now`. A later call never changes `revokedAt`. */
  revoke(id: string, now: number): Promise<boolean>
  /** Revokes every token of a user that works at `now`, except one. Returns their number. */
  revokeAll(userId: UserId, now: number, except?: string): Promise<number>
  /** Binds a token to another state of its user. Returns `false` if there is no such token. */
  rebind(id: string, boundTo: string): Promise<boolean>
  /** Records uses: the later time wins. Ids without a record are ignored. Best effort. */
  recordUse(uses: readonly TokenUse[]): Promise<void>
  /**
   * Deletes at most `most` records that ended before `before`, and used tickets that expired before it. Returns the
   * number of deleted records. Never blocks a look-up.
   */
  prune(before: number, most: number): Promise<number>
  /** `true` for the first call with this digest, on all nodes. May be forgotten after `expiresAt`. */
  useOnce(digest: string, expiresAt: number): Promise<boolean>
  /** Whether `useOnce` was called with this digest. Writes nothing. Absent: `explain` cannot tell it of a ticket. */
  wasUsed?(digest: string): Promise<boolean>
  /**
   * At start-up: resolves if the tables can be read. Rejects with `ConfigError` for what the operator can fix. Absent:
   * `ping` of the store does it.
   */
  ping?(): Promise<void>
}

/** What `find` returns. */
export interface FoundToken {
  readonly token: StoredToken
  readonly user: StoredUser | undefined
}

/**
 * The time from which a token is refused: its end by expiry, revocation, rotation, or because it was never used
 * after a rotation. Users and `idleDays` are not considered.
 */
export function endOf(token: StoredToken): number {
  const { expiresAt, revokedAt, replacedAt, unusedUntil, lastUsedAt } = token
  const neverUsed = lastUsedAt === undefined ? unusedUntil : undefined
  return Math.min(expiresAt, revokedAt ?? Infinity, replacedAt ?? Infinity, neverUsed ?? Infinity)
}

/**
 * Whether a token of the same user counts for the limit when `added` is added: it works at `now`, no other replaces it,
 * and the password is the same.
 */
function isCounted(
  token: StoredToken,
  added: Pick<StoredToken, 'boundTo'>,
  { now, usedSince = 0 }: TokenLimit,
): boolean {
  const { boundTo, replacedAt, lastUsedAt, createdAt } = token
  const isLiving = now < endOf(token) && (lastUsedAt ?? createdAt) >= usedSince
  return isLiving && replacedAt === undefined && boundTo === added.boundTo
}

/** Whether a token works at `now`, its user and `idleDays` aside. */
export function isWorking(token: StoredToken, now: number): boolean {
  // The clock of another node may be ahead: what is revoked has ended, whatever the time of it.
  return token.revokedAt === undefined && now < endOf(token)
}

/**
 * The tokens to revoke before `added` is added, of the tokens of its user in the order of creation. `undefined`: there is
 * no room, and none may be revoked.
 */
export function surplusOf(
  tokens: readonly StoredToken[],
  added: Pick<StoredToken, 'boundTo'>,
  limit: TokenLimit,
): readonly StoredToken[] | undefined {
  const counted = tokens.filter((token) => isCounted(token, added, limit))
  const surplus = counted.slice(0, Math.max(0, counted.length + 1 - limit.most))
  return surplus.length > 0 && limit.onFull === 'refuse' ? undefined : surplus
}
