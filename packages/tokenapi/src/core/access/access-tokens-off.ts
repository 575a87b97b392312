import type { AccessTokenService } from './access-tokens.js'
import { ConfigError } from '../errors.js'

const off = (): Promise<never> =>
  Promise.reject(
    new ConfigError(
      'access tokens are off: set the option `accessTokens` of `createTokenApi`, such as `accessTokens: true`',
    ),
  )

/** `api.accessTokens` where access tokens are off. */
export const ACCESS_TOKENS_OFF: AccessTokenService = {
  issueTo: off,
  issue: off,
  list: off,
  get: off,
  devices: off,
  find: off,
  rename: off,
  rotate: off,
  rebind: off,
  revoke: off,
  revokeAll: off,
  introspect: off,
  prune: off,
}
