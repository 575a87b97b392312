import { describeError } from '../describe-error.js'
import { RefusedError } from '../errors.js'
import type { LoginAttempt } from '../login/login-attempt.js'
import type { Admitted, LoginThrottle } from './login-throttle.js'
import type { Reporter } from '../events/reporter.js'
import type { CountedAttemptOf } from './throttled-attempt.js'

/** Counts a login before anything is computed for it. Rejects with `RefusedError`: `too_many_attempts`. */
export type AdmitLogin = (attempt: LoginAttempt) => Promise<AdmittedLogin>

interface AdmittedLogin extends Admitted {
  /** The key that it was counted under. */
  readonly account: string | undefined
}

/** With the throttle `false` every login is admitted. */
export function createAdmitLogin(
  throttle: LoginThrottle | false,
  countedAttemptOf: CountedAttemptOf,
  warn: Reporter['warn'],
): AdmitLogin {
  if (throttle === false) return async () => ALWAYS
  return async (attempt) => {
    const { keys, userId } = await countedAttemptOf(attempt)
    const admission = await throttle.begin(keys)
    if (admission.ok) return { ...settled(admission, warn), account: keys.account }
    const { retryAfter, reason } = admission
    throw new RefusedError('too_many_attempts', 'Too many attempts, please try again later.', {
      reason,
      retryAfter,
      userId,
    })
  }
}

const ALWAYS: AdmittedLogin = {
  ok: true,
  account: undefined,
  succeeded: () => {},
  cancelled: () => {},
}

/** The outcome of a login is decided before its throttle learns it: an error then changes nothing. */
function settled(admission: Admitted, warn: Reporter['warn']): Admitted {
  const safely = (finish: () => unknown) => async (): Promise<void> => {
    try {
      await finish()
    } catch (error) {
      warn({
        code: 'TOKENAPI_THROTTLE',
        message: `\`loginThrottle\` failed after a login: ${describeError(error)}`,
        fix: 'The login was answered, and remains counted as a failure. Fix `loginThrottle`: `succeeded` and `cancelled` must not reject.',
      })
    }
  }
  return {
    ok: true,
    isKnownClient: admission.isKnownClient,
    succeeded: safely(() => admission.succeeded()),
    cancelled: safely(() => admission.cancelled()),
  }
}
