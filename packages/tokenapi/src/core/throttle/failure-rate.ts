/**
 * The generic cell rate algorithm (ITU-T I.371), of which an interval grows. Each failure moves the theoretical
 * arrival time of the next one by an interval. An attempt is admitted while that time is less than a period
 * ahead. So `limit` failures are admitted at once, and then one after each interval.
 */
import type { RatePolicy } from './throttle-options.js'

/** What is remembered of a key. */
export interface Failures {
  /** The theoretical arrival time, in milliseconds. */
  readonly arrival: number
  /** Failures in a row. */
  readonly row: number
}

export const NO_FAILURES: Failures = { arrival: 0, row: 0 }

const LONGEST_INTERVAL = 3_600_000
/** Milliseconds without an attempt after which failures in a row are forgotten, unless they stopped the logins. */
const MEMORY = 30 * 86_400_000

/** Milliseconds until the next attempt is admitted; 0: it is admitted now. */
export function waitOf(policy: RatePolicy, { arrival, row }: Failures, now: number): number {
  const base = policy.period / policy.limit
  // A clock that was set back must not lock anybody out for longer than the longest wait.
  const ahead = Math.min(arrival - now, policy.period + intervalAfter(policy, row))
  return Math.max(0, ahead - (policy.period - base))
}

/** The same key after one more failure. */
export function afterFailure(policy: RatePolicy, failures: Failures, now: number): Failures {
  const { arrival, row } = isOver(policy, failures, now) ? NO_FAILURES : failures
  return { arrival: Math.max(arrival, now) + intervalAfter(policy, row), row: row + 1 }
}

/** The same key without a failure that was counted: its hash was not computed. */
export function withoutFailure(policy: RatePolicy, { arrival, row }: Failures): Failures {
  const before = Math.max(0, row - 1)
  return { arrival: arrival - intervalAfter(policy, before), row: before }
}

/** Whether no attempt is admitted before the failures are forgotten. */
export function isStopped({ stopAfter }: RatePolicy, { row }: Failures): boolean {
  return row >= stopAfter
}

/** Whether a key has nothing left that counts. */
export function isOver(policy: RatePolicy, failures: Failures, now: number): boolean {
  const { arrival, row } = failures
  if (arrival > now || isStopped(policy, failures)) return false
  return row === 0 || policy.stopAfter === Infinity || now - arrival > MEMORY
}

function intervalAfter({ limit, period, stopAfter }: RatePolicy, row: number): number {
  const base = period / limit
  if (stopAfter === Infinity) return base
  return Math.min(base * 2 ** Math.floor(row / limit), Math.max(base, LONGEST_INTERVAL))
}
