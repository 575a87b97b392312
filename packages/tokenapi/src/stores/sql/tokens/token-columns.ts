/** The tables of access tokens, and the columns of a record. */
import type { StoredToken } from '../../../core/access/token-store.js'
import { readUserId } from '../../../core/user-id.js'
import type { UserIdType } from '../../../core/user.js'
import type { Row, SqlValue } from '../executor.js'

/** A row for each token: its digest, never the token. */
export const TOKENS = 'tokenapi_tokens'
/** The digests of tickets that were used. */
export const USED_TICKETS = 'tokenapi_used_tickets'
/** A row for each user: what changes the number of a user's tokens locks it. */
export const TOKEN_LOCKS = 'tokenapi_token_locks'

const COLUMNS = [
  ...['id', 'digest', 'start', 'user_id', 'name', 'scopes', 'audience', 'bound_to', 'created_at'],
  ...['expires_at', 'renewable_until', 'last_used_at', 'last_address', 'last_user_agent'],
  ...['family', 'ends_with', 'replaces', 'unused_until', 'replaced_at', 'revoked_at'],
] as const

/** What a SELECT of a token lists. Qualified and with aliases, as a user may be in the same row. */
export const SELECTED: string = COLUMNS.map((name) => `${TOKENS}.${name} AS token_${name}`).join(
  ', ',
)

/** The columns of an INSERT. `ends_at` is `endOf` the token, so that an index finds the tokens that ended. */
export const INSERTED: readonly string[] = [...COLUMNS, 'ends_at']

/** The condition for a token that works at the time of its parameter. */
export function worksAt(mark: () => string): string {
  return `revoked_at IS NULL AND ends_at > ${mark()}`
}

/** The most characters that the columns of a last use take. */
const LONGEST = { address: 128, userAgent: 500 }

/** The values of `INSERTED`. */
export function insertedValues(token: StoredToken, endsAt: number): readonly SqlValue[] {
  return [
    ...[token.id, token.digest, token.start, String(token.userId), token.name],
    token.scopes.join(' '),
    ...[token.audience ?? null, token.boundTo, token.createdAt],
    ...[token.expiresAt, token.renewableUntil, token.lastUsedAt ?? null],
    ...[addressValue(token.lastAddress), userAgentValue(token.lastUserAgent)],
    ...[token.family, token.endsWith ?? null, token.replaces ?? null, token.unusedUntil ?? null],
    ...[token.replacedAt ?? null, token.revokedAt ?? null, endsAt],
  ]
}

/** An address as its column takes it. */
export function addressValue(address: string | undefined): SqlValue {
  return fitting(address, LONGEST.address)
}

/** A user agent as its column takes it. */
export function userAgentValue(userAgent: string | undefined): SqlValue {
  return fitting(userAgent, LONGEST.userAgent)
}

/** Clients choose these texts: a part of one is better than an error. */
function fitting(text: string | undefined, longest: number): SqlValue {
  // No database stores NUL and halves of surrogate pairs.
  return text?.slice(0, longest).replaceAll(/[\0\p{Surrogate}]/gu, '\ufffd') ?? null
}

/**
 * The token in a row; `undefined` if there is no row, or the id of its user is not of the type `idType`. Throws
 * `TypeError` for a value that its column cannot contain.
 */
export function tokenOf(row: Row | undefined, idType: UserIdType): StoredToken | undefined {
  if (row === undefined) return undefined
  const userId = readUserId(readText(row, 'user_id'), idType)
  if (userId === undefined) return undefined
  const scopes = readText(row, 'scopes')
  return {
    id: readText(row, 'id'),
    digest: readText(row, 'digest'),
    start: readText(row, 'start'),
    userId,
    name: readText(row, 'name'),
    scopes: scopes === '' ? [] : scopes.split(' '),
    audience: optional(readText, row, 'audience'),
    boundTo: readText(row, 'bound_to'),
    createdAt: readTime(row, 'created_at'),
    expiresAt: readTime(row, 'expires_at'),
    renewableUntil: readTime(row, 'renewable_until'),
    lastUsedAt: optional(readTime, row, 'last_used_at'),
    lastAddress: optional(readText, row, 'last_address'),
    lastUserAgent: optional(readText, row, 'last_user_agent'),
    family: readText(row, 'family'),
    endsWith: optional(readText, row, 'ends_with'),
    replaces: optional(readText, row, 'replaces'),
    unusedUntil: optional(readTime, row, 'unused_until'),
    replacedAt: optional(readTime, row, 'replaced_at'),
    revokedAt: optional(readTime, row, 'revoked_at'),
  }
}

type Name = (typeof COLUMNS)[number]

function optional<T>(read: (row: Row, name: Name) => T, row: Row, name: Name): T | undefined {
  return row[`token_${name}`] === null ? undefined : read(row, name)
}

function readText(row: Row, name: Name): string {
  const value = row[`token_${name}`]
  if (typeof value === 'string') return value
  throw new TypeError(`the database returned a token whose ${name} is not text`)
}

/** Drivers return an integer of 64 bits as number, bigint or text. */
function readTime(row: Row, name: Name): number {
  const value = row[`token_${name}`]
  const number = typeof value === 'object' ? Number.NaN : Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new TypeError(`the database returned a token whose ${name} is not an integer`)
}
