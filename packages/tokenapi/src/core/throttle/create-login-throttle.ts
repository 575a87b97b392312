import { clockOf } from '../options/clock.js'
import type { LoginThrottle } from './login-throttle.js'
import { memberOf } from '../options/member-of.js'
import { createMemoryThrottle } from './memory-throttle.js'
import { port } from '../options/option-checks.js'
import { type SharedLimiter, limiterCheck } from './shared-limiter.js'
import { createSharedThrottle } from './shared-throttle.js'
import { withFallback } from './throttle-fallback.js'
import { type LoginThrottleOptions, halved, readThrottleOptions } from './throttle-options.js'
import { type OperatorWarning, warnOnce } from '../events/warn-once.js'

/** What the option `loginThrottle` takes. */
export type LoginThrottleOption = false | LoginThrottle | LoginThrottleOptions | SharedLimiter

/**
 * A throttle, to be shared by several apis: in the memory of this process, or over `limiter`. Throws
 * `ConfigError` for invalid options.
 *
 * @example
 * const loginThrottle = createLoginThrottle({ accountFailures: 5 })
 */
export function createLoginThrottle(given?: LoginThrottleOptions): LoginThrottle {
  return throttleFrom('createLoginThrottle', given, {})
}

interface Surroundings {
  readonly now?: (() => Date) | undefined
  warn?(this: void, warning: OperatorWarning): void
}

/** The throttle of the option `loginThrottle`; by default one in memory. Throws `ConfigError`. */
export function readLoginThrottle(
  given: LoginThrottleOption | undefined,
  surroundings: Surroundings,
): LoginThrottle | false {
  if (given === false) return false
  const has = (name: string): boolean =>
    typeof given === 'object' &&
    given !== null &&
    typeof memberOf(given as Record<string, unknown>, name) === 'function'
  if (has('begin')) return throttleCheck(given, 'loginThrottle')
  const options = has('penalty') ? { limiter: limiterCheck(given, 'loginThrottle') } : given
  return throttleFrom('createTokenApi', options as LoginThrottleOptions | undefined, surroundings)
}

const throttleCheck = port<LoginThrottle>('`createLoginThrottle()`', 'begin', 'unlock', 'state')

function throttleFrom(
  caller: string,
  given: LoginThrottleOptions | undefined,
  { now: apiNow, warn = warnOnce }: Surroundings,
): LoginThrottle {
  const place = caller === 'createTokenApi' ? 'loginThrottle.' : ''
  const { policy, limiters, now = apiNow } = readThrottleOptions(caller, given, place)
  const clock = now === undefined ? monotonic : clockOf(now)
  if (limiters === undefined) return createMemoryThrottle(policy, clock)
  return withFallback({
    shared: createSharedThrottle(limiters, policy),
    local: createMemoryThrottle(halved(policy), clock),
    now: monotonic,
    warn,
  })
}

const monotonic = (): number => performance.now()
