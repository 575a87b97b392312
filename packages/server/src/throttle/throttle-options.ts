import type { TokenApiOptions } from 'tokenapi'

import type { Config } from '../config/read-config.js'
import type { ThrottleStore } from './throttle-store.js'

/** `loginThrottle` by the settings, over the store where there is one. */
export function throttleOptionsOf(
  config: Config,
  store: Pick<ThrottleStore, 'limiter' | 'durableLimiter'> | undefined,
): NonNullable<TokenApiOptions['loginThrottle']> {
  if (!config.LOGIN_THROTTLE) return false
  return {
    accountFailures: config.LOGIN_THROTTLE_ACCOUNT_FAILURES,
    accountMinutes: config.LOGIN_THROTTLE_ACCOUNT_MINUTES,
    stopAfter: config.LOGIN_THROTTLE_STOP_AFTER,
    addressFailures: config.LOGIN_THROTTLE_ADDRESS_FAILURES,
    knownAddressDays: config.LOGIN_THROTTLE_KNOWN_ADDRESS_DAYS,
    ...(store && { limiter: store.limiter, durableLimiter: store.durableLimiter }),
  }
}
