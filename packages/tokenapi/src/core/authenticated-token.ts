import { dateOfDay } from './classic/day.js'

/** The token that authenticated a request; `kind` tells them apart. */
export type AuthenticatedToken =
  | AuthenticatedClassicToken
  | AuthenticatedAccessToken
  | AuthenticatedTicket

interface Fields {
  /** What the token permits: `['*']` is everything. */
  readonly scopes: readonly string[]
  readonly issuedAt: Date
  readonly expiresAt: Date | undefined
}

/** A classic token, which permits everything. */
export interface AuthenticatedClassicToken extends Fields {
  readonly kind: 'classic'
  /** Midnight UTC of the token's day: a classic token has no finer time. */
  readonly issuedAt: Date
  /** The midnight UTC after its last valid day; `undefined` if that is beyond the range of `Date`. */
  readonly expiresAt: Date | undefined
}

/** An access token. */
export interface AuthenticatedAccessToken extends Fields {
  readonly kind: 'access'
  /** The id of its record, for `api.accessTokens`. */
  readonly id: string
  readonly name: string
  readonly expiresAt: Date
}

/** A ticket: a permission for one method and path. */
export interface AuthenticatedTicket extends Fields {
  readonly kind: 'ticket'
  /** The id of the access token that it was issued for; `undefined` for a classic token. */
  readonly id: string | undefined
  readonly name: string | undefined
  readonly expiresAt: Date
}

/** Every scope. */
export const EVERY_SCOPE: readonly string[] = Object.freeze(['*'])

/** Days whose descriptions are kept. */
const MAX_DAYS = 1_000

/**
 * Describes classic tokens by day: one frozen object for all tokens of a day, and each access to a date returns a
 * new one. An object with getters is slow to create, so none is made for each request.
 */
export function tokenDescriptions(timeoutDays: number): (day: number) => AuthenticatedClassicToken {
  const byDay = new Map<number, AuthenticatedClassicToken>()
  return (day) => {
    let description = byDay.get(day)
    if (description === undefined) {
      if (byDay.size >= MAX_DAYS) byDay.clear()
      byDay.set(day, (description = describe(day, timeoutDays)))
    }
    return description
  }
}

function describe(day: number, timeoutDays: number): AuthenticatedClassicToken {
  return Object.freeze({
    kind: 'classic',
    scopes: EVERY_SCOPE,
    get issuedAt() {
      return dateOfDay(day) ?? new Date(Number.NaN)
    },
    get expiresAt() {
      return dateOfDay(day + timeoutDays + 1)
    },
  })
}
