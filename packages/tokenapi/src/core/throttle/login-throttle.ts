/** The port: who may try a login again, and when. */
import type { Awaitable } from '../runtime/awaitable.js'

/** Counts failed logins. One object is the policy for every way to present a password. */
export interface LoginThrottle {
  /** Counts an attempt before its hash is computed, and decides whether one is computed. */
  begin(attempt: ThrottledAttempt): Awaitable<Admission>
  /** Forgets the failures of an account or name. Whether password logins of it were stopped. */
  unlock(account: string): Awaitable<boolean>
  /** What `begin` would decide now; counts nothing. */
  state(attempt: ThrottledAttempt): Awaitable<ThrottleState>
}

/** What a throttle counts an attempt by. All keys are canonical and hold no more than 300 characters. */
export interface ThrottledAttempt {
  /** The stored user with the name that was typed; the same as `name` where there is no such user. */
  readonly account: string
  /**
   * The name that was typed, without case and accents. Counted beside `account`, so that the names of
   * users and other names are refused alike.
   */
  readonly name: string
  /** `clientNetwork` of the client's address; `undefined` where it is not known. */
  readonly network: string | undefined
  /** A digest of the presented token, if the account was given that token. */
  readonly knownToken: string | undefined
}

/** Whether a hash may be computed. */
export type Admission = Admitted | NotAdmitted

/** An attempt that was counted. Without a further call it remains a failure. */
export interface Admitted {
  readonly ok: true
  /**
   * Whether the account has logged in from this client before. Its hash then has a place in the queue that others
   * cannot take.
   */
  readonly isKnownClient?: boolean | undefined
  /** The password was right. */
  succeeded(): Awaitable<void>
  /** No hash was computed, or its result is unknown: the attempt does not count. */
  cancelled(): Awaitable<void>
}

export interface NotAdmitted {
  readonly ok: false
  /** Whole seconds after which the next attempt is admitted, 1 or more. */
  readonly retryAfter: number
  /** For the operator's log: "10 failures of this account". */
  readonly reason: string
}

/** The state of an attempt, for the operator. */
export interface ThrottleState {
  readonly isThrottled: boolean
  /** Whole seconds; `undefined` unless throttled. */
  readonly retryAfter?: number | undefined
  readonly reason?: string | undefined
  /** Failures in a row that count against this attempt. */
  readonly failures: number
}
