/** Why a login is not admitted, for the operator's log, and when to try again. */
import type { NotAdmitted } from './login-throttle.js'
import type { RatePolicy } from './throttle-options.js'

export type Refusal = Omit<NotAdmitted, 'ok'>

/** Seconds. An operator may end a stop at any time. */
const WHILE_STOPPED = 3_600

export function ofStop({ stopAfter }: RatePolicy): Refusal {
  return {
    retryAfter: WHILE_STOPPED,
    reason: `password logins of this account are stopped after ${stopAfter} failures in a row`,
  }
}

export function ofAccount({ limit, period }: RatePolicy): string {
  return `more than ${limit} failures of this account in ${period / 60_000} minutes`
}

export function ofAddress({ limit }: RatePolicy): string {
  return `more than ${limit} failures from this address in a minute`
}

/** `undefined` where there is nothing to wait for. */
export function refusalOfWait(milliseconds: number, reason: string): Refusal | undefined {
  return milliseconds > 0 ? { retryAfter: Math.ceil(milliseconds / 1_000), reason } : undefined
}

/** The one that takes longer. */
export function longerRefusal(a: Refusal | undefined, b: Refusal | undefined): Refusal | undefined {
  return b !== undefined && b.retryAfter > (a?.retryAfter ?? 0) ? b : a
}

/** The one that is over sooner. */
export function shorterRefusal(a: Refusal, b: Refusal): Refusal {
  return b.retryAfter < a.retryAfter ? b : a
}
