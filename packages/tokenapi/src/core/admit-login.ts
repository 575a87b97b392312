import { RefusedError } from './errors.js'
import type { LoginAttempt } from './login-attempt.js'
import type { Admitted, LoginThrottle } from './login-throttle.js'
import type { CountedAttemptOf } from './throttled-attempt.js'

/** Counts a login before anything is computed for it. Rejects with `RefusedError`: `too_many_attempts`. */
export type AdmitLogin = (attempt: LoginAttempt) => Promise<Admitted>

/** With the throttle `false` every login is admitted. */
export function createAdmitLogin(
  throttle: LoginThrottle | false,
  countedAttemptOf: CountedAttemptOf,
): AdmitLogin {
  if (throttle === false) return async () => ALWAYS
  return async (attempt) => {
    const { keys, userId } = await countedAttemptOf(attempt)
    const admission = await throttle.begin(keys)
    if (admission.ok) return admission
    const { retryAfter, reason } = admission
    throw new RefusedError('too_many_attempts', 'Too many attempts, please try again later.', {
      reason,
      retryAfter,
      userId,
    })
  }
}

const ALWAYS: Admitted = { ok: true, succeeded: () => {}, cancelled: () => {} }
