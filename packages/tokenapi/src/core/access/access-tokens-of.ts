import type { AccessVerifierOptions } from './access-verifier.js'
import {
  type AccessTokenOptions,
  type AccessTokenSettings,
  readAccessTokens,
} from './access-token-options.js'
import type { AccessTokenService } from './access-tokens.js'
import { createAccessTokens } from './create-access-tokens.js'
import { ACCESS_TOKENS_OFF } from './access-tokens-off.js'
import type { CheckedStore } from '../store/checked-store.js'
import { ConfigError } from '../errors.js'
import { createLastUse } from './last-use.js'
import type { Reporter } from '../events/reporter.js'

export interface AccessTokensOptions<A> {
  readonly accessTokens: true | AccessTokenOptions<A> | undefined
  readonly store: CheckedStore
  readonly reporter: Pick<Reporter, 'tell' | 'warn'>
  clock(): number
}

/** Access tokens of an api. */
export interface AccessTokensOfApi {
  /** `undefined` where access tokens are off. */
  readonly settings: AccessTokenSettings | undefined
  readonly service: AccessTokenService
  /** `undefined` where access tokens are off. */
  readonly verifying: AccessVerifierOptions | undefined
  /** Writes the last uses. */
  flush(this: void): Promise<void>
}

/** Access tokens by the option; where they are off, every method rejects. Throws `ConfigError`. */
export function accessTokensOf<A>({
  accessTokens,
  store,
  reporter,
  clock,
}: AccessTokensOptions<A>): AccessTokensOfApi {
  const settings = readAccessTokens(accessTokens)
  if (settings === undefined) {
    return { settings, service: ACCESS_TOKENS_OFF, verifying: undefined, flush: async () => {} }
  }
  const { tokens } = store
  if (tokens === undefined) {
    throw new ConfigError(
      '`accessTokens` needs a store with the member `tokens`: use a store of tokenapi, or add `tokens` to yours, or leave `accessTokens` out',
    )
  }
  const lastUse = createLastUse(tokens, reporter.warn, clock)
  return {
    settings,
    service: createAccessTokens({ settings, store, tokens, lastUse, reporter, clock }),
    verifying: { settings, tokens, lastUse, reporter, clock },
    flush: () => lastUse.flush(),
  }
}
