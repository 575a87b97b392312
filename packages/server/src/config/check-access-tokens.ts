import type * as v from 'valibot'

import { SettingError } from './setting-error.js'
import type { Settings } from './settings.js'

/** Settings of access tokens that fit together. Throws `SettingError`. */
export function checkAccessTokens(config: v.InferOutput<typeof Settings>): void {
  const { LOGIN_TOKEN, ACCESS_TOKEN_LIFETIME_DAYS, ACCESS_TOKEN_ABSOLUTE_DAYS } = config
  if (LOGIN_TOKEN === 'access' && !config.ACCESS_TOKENS) {
    throw new SettingError('LOGIN_TOKEN=access needs ACCESS_TOKENS=true')
  }
  if (
    ACCESS_TOKEN_ABSOLUTE_DAYS !== undefined &&
    ACCESS_TOKEN_ABSOLUTE_DAYS < ACCESS_TOKEN_LIFETIME_DAYS
  ) {
    throw new SettingError(
      `ACCESS_TOKEN_ABSOLUTE_DAYS must be ACCESS_TOKEN_LIFETIME_DAYS (${ACCESS_TOKEN_LIFETIME_DAYS}) or more; got ${ACCESS_TOKEN_ABSOLUTE_DAYS}`,
    )
  }
}
