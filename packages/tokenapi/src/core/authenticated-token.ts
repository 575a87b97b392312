import { dateOfDay } from './day.js'

/** What is known of the token that let a request in. */
export interface AuthenticatedToken {
  readonly kind: 'classic'
  /** The day it is dated, at midnight UTC: a classic token knows no finer time. */
  readonly issuedAt: Date
  /** The midnight UTC that follows its last good day; `undefined` where that is beyond all dates. */
  readonly expiresAt: Date | undefined
}

/** Days at a time; a window has few that are in use. */
const MOST = 64

/**
 * What is known of a classic token, which follows from its day: one frozen object for all of a day. Its
 * dates are made whenever they are asked for, as whoever has a `Date` may change it.
 */
export function classicTokens(timeoutDays: number): (day: number | bigint) => AuthenticatedToken {
  const byDay = new Map<number | bigint, AuthenticatedToken>()
  return (day) => {
    let token = byDay.get(day)
    if (token === undefined) {
      if (byDay.size >= MOST) byDay.clear()
      token = tokenOf(Number(day), timeoutDays)
      byDay.set(day, token)
    }
    return token
  }
}

function tokenOf(day: number, timeoutDays: number): AuthenticatedToken {
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
