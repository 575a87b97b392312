/** The port for access tokens: what verification and `api.accessTokens` need of a store. */
import type { Awaitable } from '../runtime/awaitable.js'
import type { StoredUser, UserId } from '../user.js'

/** The record of an access token as a store keeps it. Times are milliseconds since 1970, in UTC. */
export interface StoredToken {
  /** Opaque: 22 letters and digits of the system generator. */
  readonly id: string
  /** SHA-256 of the token: 64 hex digits. Only stores and verification see it. */
  readonly digest: string
  /** The first characters of the token, to recognize it by: its prefix, an underscore and 4 random characters. */
  readonly start: string
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
  /** The id of the first token of its device: of the login or issue that rotations go on from. */
  readonly family: string
  /** Another family that it ends with: a token of that family asked for the rotation that made it. */
  readonly endsWith: string | undefined
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

/** When `add` adds a token: how many families of living tokens a user may have. See `surplusOf`. */
export interface TokenLimit {
  readonly now: number
  readonly most: number
  /** `'revoke-oldest'`: as many families as needed are revoked at `now`. */
  readonly onFull: 'refuse' | 'revoke-oldest'
  /** Tokens that were neither used nor created since then do not count: they ended by `idleDays`. */
  readonly usedSince: number | undefined
  /** The hash that must be stored for the user, which `boundTo` was made from. `undefined`: any. */
  readonly password: string | undefined
}

/** When `rotate` adds a successor. */
interface RotationLimit {
  readonly now: number
  /** When the rotated token ends. */
  readonly replacedAt: number
  /** Tokens of the family of the successor that work, or ended after `endedAfter`. */
  readonly most: number
  readonly endedAfter: number
  /** The id of another token that asks for it, and must work at `now` too. */
  readonly askedBy: string | undefined
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
   * Adds a token, and returns the ids of the tokens that were revoked for it. Exact under parallel calls: families are
   * counted, and the stored hash is read, in the same transaction. `'full'`: the user has as many families as `limit`
   * allows. Only tokens with the same `boundTo` count: a password change has ended the others. `'stale'`: the stored
   * hash is not `limit.password`; nothing is added or revoked.
   */
  add(token: StoredToken, limit: TokenLimit): Promise<readonly string[] | 'full' | 'stale'>
  /** Returns `false` if there is no such token. */
  rename(id: string, name: string): Promise<boolean>
  /**
   * In one transaction: marks the token as replaced at `replacedAt`, unless it is marked already, and adds
   * `successor` with `unusedUntil` set to the time of the mark and with the `boundTo` of the token. Returns that time.
   * `undefined`: no such token works at `now`, or not `askedBy`. `'full'`: the family of the successor has `most` tokens already.
   */
  rotate(
    id: string,
    successor: StoredToken,
    limit: RotationLimit,
  ): Promise<number | 'full' | undefined>
  /**
   * In one transaction, which waits for additions and rotations of this user: revokes the tokens of a family, and those
   * that end with it, if `isRevocable`. Returns the ids of those that worked at `now`. A later call never changes
   * `revokedAt`.
   */
  revokeFamily(userId: UserId, family: string, now: number): Promise<readonly string[]>
  /** The same for every token of a user except one. Returns the number of those that worked at `now`. */
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

/** What ends a token by itself, or has ended it. */
type EndingToken = Pick<StoredToken, 'expiresAt' | 'unusedUntil' | 'lastUsedAt'> &
  Partial<Pick<StoredToken, 'revokedAt' | 'replacedAt'>>

/**
 * The time from which a token is refused: its end by expiry, revocation, rotation, or because it was never used
 * after a rotation. Users and `idleDays` are not considered.
 */
export function endOf(token: EndingToken): number {
  const { expiresAt, revokedAt, replacedAt, unusedUntil, lastUsedAt } = token
  const neverUsed = lastUsedAt === undefined ? unusedUntil : undefined
  return Math.min(expiresAt, revokedAt ?? Infinity, replacedAt ?? Infinity, neverUsed ?? Infinity)
}

/** Whether a token works at `now`, its user and `idleDays` aside. */
export function isWorking(token: StoredToken, now: number): boolean {
  // The clock of another node may be ahead: what is revoked has ended, whatever the time of it.
  return token.revokedAt === undefined && now < endOf(token)
}

/** Milliseconds in which the use of a token is recorded, at most: a database may answer late. */
export const LATE = 3_600_000

/**
 * Whether a revocation marks a token: it works at `now`, or it ended a short time ago because it was never used after a
 * rotation. A use that another node is recording would revive that.
 */
export function isRevocable(token: StoredToken, now: number): boolean {
  const { revokedAt, unusedUntil, lastUsedAt } = token
  if (revokedAt !== undefined) return false
  const mayRevive = unusedUntil !== undefined && lastUsedAt === undefined
  return endOf(token) > (mayRevive ? now - LATE : now)
}

/** Whether a revocation of a family concerns a token. */
export function isOfFamily(token: StoredToken, family: string): boolean {
  return token.family === family || token.endsWith === family
}

/**
 * The families to revoke before `added` is added, of the tokens of its user in the order of creation. A family counts once,
 * however many of its tokens work; the one whose latest token is the oldest comes first. `undefined`: there is no room,
 * and none may be revoked.
 */
export function surplusOf(
  tokens: readonly StoredToken[],
  added: Pick<StoredToken, 'boundTo'>,
  limit: TokenLimit,
): readonly string[] | undefined {
  const counted = tokens.filter((token) => isCounted(token, added, limit))
  const latest = new Map(counted.map((token) => [token.family, token.createdAt]))
  const families = [...latest.keys()].toSorted(
    (a, b) => (latest.get(a) ?? 0) - (latest.get(b) ?? 0),
  )
  const surplus = families.slice(0, Math.max(0, families.length + 1 - limit.most))
  return surplus.length > 0 && limit.onFull === 'refuse' ? undefined : surplus
}

/** Whether a token of the same user counts when `added` is added: it works at `now`, and the password is the same. */
function isCounted(
  token: StoredToken,
  added: Pick<StoredToken, 'boundTo'>,
  { now, usedSince = 0 }: TokenLimit,
): boolean {
  const { boundTo, lastUsedAt, createdAt } = token
  return (
    isWorking(token, now) && (lastUsedAt ?? createdAt) >= usedSince && boundTo === added.boundTo
  )
}
