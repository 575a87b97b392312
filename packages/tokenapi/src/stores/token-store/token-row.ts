import { malformed } from '../../core/store/store-answers.js'
import { type StoredToken, endOf } from '../../core/access/token-store.js'
import { readUserId } from '../../core/user-id.js'
import type { UserIdType } from '../../core/user.js'

/** A token as a row: times are 64-bit integers, milliseconds since 1970. */
export interface TokenRow {
  /** At most 22 characters. */
  readonly id: string
  /** 64 characters. */
  readonly digest: string
  /** At most 36 characters. */
  readonly start: string
  /** The id of the user as text, whatever the type of the keys is. */
  readonly userId: string
  /** At most 100 characters. */
  readonly name: string
  /** Separated by spaces, of any length. */
  readonly scopes: string
  readonly audience: string | null
  /** 64 characters. */
  readonly boundTo: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly renewableUntil: number
  readonly lastUsedAt: number | null
  /** At most 128 characters. */
  readonly lastAddress: string | null
  /** At most 500 characters. */
  readonly lastUserAgent: string | null
  /** At most 22 characters. */
  readonly family: string
  readonly endsWith: string | null
  readonly replaces: string | null
  readonly unusedUntil: number | null
  readonly replacedAt: number | null
  readonly revokedAt: number | null
  /** When the token ends, computed from the other times: an index finds what a prune deletes. */
  readonly endsAt: number
}

/** A row as drivers return it: a 64-bit integer may be a `bigint` or text. Further columns are ignored. */
export type FoundRow = {
  readonly [K in Exclude<keyof TokenRow, 'endsAt'>]: number extends TokenRow[K]
    ? TokenRow[K] | bigint | string
    : TokenRow[K]
}

/** The row of a token. */
export function rowOf(token: StoredToken): TokenRow {
  return {
    id: token.id,
    digest: token.digest,
    start: token.start,
    userId: String(token.userId),
    name: token.name,
    scopes: token.scopes.join(' '),
    audience: token.audience ?? null,
    boundTo: token.boundTo,
    createdAt: token.createdAt,
    expiresAt: token.expiresAt,
    renewableUntil: token.renewableUntil,
    lastUsedAt: token.lastUsedAt ?? null,
    lastAddress: fitting(token.lastAddress, LONGEST.address),
    lastUserAgent: fitting(token.lastUserAgent, LONGEST.userAgent),
    family: token.family,
    endsWith: token.endsWith ?? null,
    replaces: token.replaces ?? null,
    unusedUntil: token.unusedUntil ?? null,
    replacedAt: token.replacedAt ?? null,
    revokedAt: token.revokedAt ?? null,
    endsAt: endOf(token),
  }
}

/** The token of a row. Throws `UnavailableError` for a row that is malformed. */
export function tokenOf(row: FoundRow, idType: UserIdType): StoredToken {
  const userId = readUserId(row.userId, idType)
  if (userId === undefined) throw malformed('tokens', 'a user id of another type')
  const { id, digest, start, name, scopes, boundTo, family } = row
  return {
    id,
    digest,
    start,
    userId,
    name,
    scopes: scopes === '' ? [] : scopes.split(' '),
    audience: row.audience ?? undefined,
    boundTo,
    createdAt: Number(row.createdAt),
    expiresAt: Number(row.expiresAt),
    renewableUntil: Number(row.renewableUntil),
    lastUsedAt: timeOf(row.lastUsedAt),
    lastAddress: row.lastAddress ?? undefined,
    lastUserAgent: row.lastUserAgent ?? undefined,
    family,
    endsWith: row.endsWith ?? undefined,
    replaces: row.replaces ?? undefined,
    unusedUntil: timeOf(row.unusedUntil),
    replacedAt: timeOf(row.replacedAt),
    revokedAt: timeOf(row.revokedAt),
  }
}

function timeOf(value: number | bigint | string | null): number | undefined {
  return value === null ? undefined : Number(value)
}

const LONGEST = { address: 128, userAgent: 500 }

/** Clients choose these texts: a part of one is better than an error. */
function fitting(text: string | undefined, longest: number): string | null {
  // No database stores NUL and halves of surrogate pairs.
  return text?.slice(0, longest).replaceAll(/[\0\p{Surrogate}]/gu, '\ufffd') ?? null
}
