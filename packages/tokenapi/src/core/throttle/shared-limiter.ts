import { type OptionCheck, port } from '../options/option-checks.js'

/**
 * The members of a limiter of `rate-limiter-flexible` that are used. Its own `points` and `duration` are not:
 * set `keyPrefix` where several applications share a store.
 */
export interface SharedLimiter {
  /** Adds points to a key, which expires `customDuration` seconds after its first. */
  penalty(key: string, points?: number, options?: Duration): Promise<CountedPoints>
  /** Takes points back. */
  reward(key: string, points?: number, options?: Duration): Promise<CountedPoints>
  get(key: string): Promise<CountedPoints | null>
  /** Sets the points of a key for a number of seconds; 0: it does not expire. */
  set(key: string, points: number, secDuration: number): Promise<unknown>
  delete(key: string): Promise<unknown>
}

interface Duration {
  readonly customDuration?: number
}

export interface CountedPoints {
  readonly consumedPoints: number
  /** Milliseconds until the key expires. */
  readonly msBeforeNext: number
}

/** Where failures are counted; the same limiter twice where there is one alone. */
export interface SharedLimiters {
  /** Counts what is over within a day: its loss admits the failures of one window more. */
  readonly rates: SharedLimiter
  /** Counts what must not be lost. */
  readonly durable: SharedLimiter
}

export const limiterCheck: OptionCheck<SharedLimiter> = port<SharedLimiter>(
  '`new RateLimiterRedis()` of rate-limiter-flexible',
  'penalty',
  'reward',
  'get',
  'set',
  'delete',
)
