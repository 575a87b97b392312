import { dateOfDay } from './day.js'

/** The token that authenticated a request. */
export interface AuthenticatedToken {
  readonly kind: 'classic'
  /** Midnight UTC of the token's day: a classic token has no finer time. */
  readonly issuedAt: Date
  /** The midnight UTC after its last valid day; `undefined` if that is beyond the range of `Date`. */
  readonly expiresAt: Date | undefined
}

/** The description of a token of this day. Frozen; each access to a date returns a new one. */
export function authenticatedToken(day: number, timeoutDays: number): AuthenticatedToken {
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
