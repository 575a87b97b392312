import { dateOfDay } from './day.js'

/** The token that authenticated a request. */
export interface AuthenticatedToken {
  readonly kind: 'classic'
  /** Midnight UTC of the token's day: a classic token has no finer time. */
  readonly issuedAt: Date
  /** The midnight UTC after its last valid day; `undefined` if that is beyond the range of `Date`. */
  readonly expiresAt: Date | undefined
}

/** Days whose descriptions are kept. */
const MAX_DAYS = 1_000

/**
 * Describes tokens by day: one frozen object for all tokens of a day, and each access to a date returns a new
 * one. An object with getters is slow to create, so none is made for each request.
 */
export function tokenDescriptions(timeoutDays: number): (day: number) => AuthenticatedToken {
  const byDay = new Map<number, AuthenticatedToken>()
  return (day) => {
    let description = byDay.get(day)
    if (description === undefined) {
      if (byDay.size >= MAX_DAYS) byDay.clear()
      byDay.set(day, (description = describe(day, timeoutDays)))
    }
    return description
  }
}

function describe(day: number, timeoutDays: number): AuthenticatedToken {
  return Object.freeze({
    kind: 'classic',
    get issuedAt() {
      return dateOfDay(day) ?? new Date(Number.NaN)
    },
    get expiresAt() {
      return dateOfDay(day + timeoutDays + 1)
    },
  })
}
