import { type TokenApi, type TokenApiEvent, type TokenApiOptions, createTokenApi } from 'tokenapi'
import { type PasswordOptions, createPasswordHasher } from 'tokenapi/password'

import type { Config } from './config/read-config.js'
import type { Database } from './database.js'
import { currentNotes } from './request-notes.js'
import { throttleOptionsOf } from './throttle/throttle-options.js'
import type { ThrottleStore } from './throttle/throttle-store.js'

export interface ApiParts {
  readonly onEvent?: ((event: TokenApiEvent) => void) | undefined
  /** Called for each refusal. */
  readonly onRefused?: TokenApiOptions['onRefused']
  /** Where failed logins are counted. Default: in memory. */
  readonly throttle?: ThrottleStore | undefined
}

/** The library's api by the settings. Throws `ConfigError`. */
export function apiOf(
  config: Config,
  { store }: Database,
  secretKey: readonly string[],
  // What there is to mend `serve` logs and `doctor` finds: other commands say nothing of it.
  { onEvent = () => {}, onRefused, throttle }: ApiParts = {},
): TokenApi {
  return createTokenApi({
    secretKey,
    store,
    ...windowOptionsOf(config),
    passwordHasher: createPasswordHasher(passwordOptionsOf(config)),
    allowedHashes: config.ALLOWED_HASHES,
    upgradePasswords: config.UPGRADE_PASSWORDS,
    ...(config.CREDENTIALS === undefined ? {} : { credentials: config.CREDENTIALS }),
    ...accessTokenOptionsOf(config),
    maxStaleSeconds: config.MAX_STALE_SECONDS,
    maxRememberedTokens: config.MAX_REMEMBERED_TOKENS,
    loginThrottle: throttleOptionsOf(config, throttle),
    clientAddress: () => currentNotes()?.address,
    onEvent,
    onRefused,
  })
}

/** On which days a token is good. */
export function windowOptionsOf(config: Config): Omit<TokenApiOptions, 'secretKey' | 'store'> {
  return {
    tokenTimeoutDays: config.TOKEN_TIMEOUT_DAYS,
    timeZone: config.TIME_ZONE,
    compatibility: config.COMPATIBILITY,
    ...(config.MAX_FUTURE_DAYS === undefined ? {} : { maxFutureDays: config.MAX_FUTURE_DAYS }),
  }
}

/** What access tokens are like; nothing where they are off. */
export function accessTokenOptionsOf(
  config: Config,
): Pick<TokenApiOptions, 'accessTokens' | 'loginToken'> {
  if (!config.ACCESS_TOKENS) return {}
  return {
    accessTokens: {
      prefix: config.TOKEN_PREFIX,
      lifetimeDays: config.ACCESS_TOKEN_LIFETIME_DAYS,
      idleDays: config.ACCESS_TOKEN_IDLE_DAYS,
      absoluteDays: config.ACCESS_TOKEN_ABSOLUTE_DAYS,
      maxPerUser: config.ACCESS_TOKENS_PER_USER,
      onFull: config.ACCESS_TOKENS_ON_FULL,
      audience: config.ACCESS_TOKEN_AUDIENCE,
      graceSeconds: config.ACCESS_TOKEN_GRACE_SECONDS,
    },
    loginToken: config.LOGIN_TOKEN,
  }
}

/** What new hashes are made with. */
export function passwordOptionsOf(config: Config): PasswordOptions {
  const { PASSWORD_ALGORITHM: algorithm, PASSWORD_ITERATIONS: iterations } = config
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(iterations === undefined ? {} : { iterations }),
  }
}
