import { PREFIX, type Prefixes } from './access-token.js'
import { ConfigError } from '../errors.js'
import {
  type OptionCheck,
  callback,
  describeValue,
  is,
  listOf,
  oneOf,
  text,
  wholeNumber,
} from '../options/option-checks.js'
import { type OptionChecks, readOptions } from '../options/read-options.js'
import { isScope } from './scopes.js'
import type { User } from '../user.js'

/** Options of access tokens: `accessTokens` of `createTokenApi`. */
export interface AccessTokenOptions<A = object> {
  /**
   * What tokens begin with; default "tokenapi". A list: the first issues, all are accepted, so that no token ends
   * when the prefix changes.
   */
  readonly prefix?: string | readonly [string, ...string[]] | undefined
  /** Days from issue to expiry; default 30. */
  readonly lifetimeDays?: number | undefined
  /** Days without a use after which a token ends. Default: none. */
  readonly idleDays?: number | undefined
  /**
   * Days from the first issue beyond which no rotation renews a token. Each rotation then gives `lifetimeDays` anew.
   * Default: a rotation keeps the expiry.
   */
  readonly absoluteDays?: number | undefined
  /** Devices of a user; default 50. A device is what one login or issue began, with all its rotations. */
  readonly maxPerUser?: number | undefined
  /** What an issue does when a user has that many; default "refuse", with `too_many_tokens`. */
  readonly onFull?: 'refuse' | 'revoke-oldest' | undefined
  /** For whom tokens are: those of another audience are refused. */
  readonly audience?: string | undefined
  /** Seconds that a token works after its rotation; default 60. */
  readonly graceSeconds?: number | undefined
  /** The scopes of a token that a login with a password issues; default `['*']`, everything. */
  readonly scopesForLogin?: ((user: User<A>) => readonly string[]) | undefined
  /** The scopes that a guard without `scopes` needs; default none: any valid token passes. */
  readonly defaultScopes?: readonly string[] | undefined
}

/** The options with their defaults. Times in milliseconds. */
export interface AccessTokenSettings {
  readonly prefixes: Prefixes
  readonly lifetime: number
  readonly idle: number | undefined
  readonly absolute: number | undefined
  readonly maxPerUser: number
  readonly onFull: 'refuse' | 'revoke-oldest'
  readonly audience: string | undefined
  readonly grace: number
  readonly scopesForLogin: (user: User) => readonly string[]
  readonly defaultScopes: readonly string[]
}

const DAY = 86_400_000
/** A hundred years: later times fit every database. */
const MOST_DAYS = 36_525

const days: OptionCheck<number> = is(
  `a number of days, more than 0 and at most ${MOST_DAYS}`,
  (value) => typeof value === 'number' && value > 0 && value <= MOST_DAYS,
)
const scope: OptionCheck<string> = is(
  'a scope: 1 to 100 characters of printable ASCII without spaces, quotes and backslashes',
  isScope,
)
const isPrefix = (value: unknown): boolean => typeof value === 'string' && PREFIX.test(value)
const prefix: OptionCheck<NonNullable<AccessTokenOptions['prefix']>> = is(
  'a prefix of 1 to 31 ASCII letters, digits and underscores, which begins with a letter and does not end with an underscore; or a list of them',
  (value) => isPrefix(value) || (Array.isArray(value) && value.length > 0 && value.every(isPrefix)),
)

const CHECKS: OptionChecks<AccessTokenOptions> = {
  prefix,
  lifetimeDays: days,
  idleDays: days,
  absoluteDays: days,
  maxPerUser: wholeNumber(1, 10_000, 'tokens'),
  onFull: oneOf('refuse', 'revoke-oldest'),
  audience: text,
  graceSeconds: wholeNumber(1, 86_400, 'seconds'),
  scopesForLogin: callback(),
  defaultScopes: listOf(scope),
}

/** The settings; `undefined` if access tokens are off. Throws `ConfigError`. */
export function readAccessTokens<A>(
  given: true | AccessTokenOptions<A> | undefined,
): AccessTokenSettings | undefined {
  if (given === undefined) return undefined
  const value: unknown = given
  if (value !== true && typeof value !== 'object') {
    throw new ConfigError(
      `\`accessTokens\` must be true or an object of options; got ${describeValue(value)}${value === false ? ': leave it out' : ''}`,
    )
  }
  const options = readOptions<AccessTokenOptions>(
    'createTokenApi',
    // Its user comes from the same store, and has the attributes.
    given === true ? {} : (given as AccessTokenOptions),
    CHECKS,
    'accessTokens.',
  )
  const { lifetimeDays = 30, idleDays, absoluteDays, graceSeconds = 60 } = options
  if (absoluteDays !== undefined && absoluteDays < lifetimeDays) {
    throw new ConfigError(
      `\`accessTokens.absoluteDays\` must be \`lifetimeDays\` (${lifetimeDays}) or more; got ${describeValue(absoluteDays)}`,
    )
  }
  const { prefix: prefixes = 'tokenapi', maxPerUser = 50, onFull = 'refuse', audience } = options
  const { scopesForLogin = () => ['*'], defaultScopes = [] } = options
  return {
    prefixes: typeof prefixes === 'string' ? [prefixes] : [...prefixes],
    lifetime: Math.round(lifetimeDays * DAY),
    idle: idleDays === undefined ? undefined : Math.round(idleDays * DAY),
    absolute: absoluteDays === undefined ? undefined : Math.round(absoluteDays * DAY),
    maxPerUser,
    onFull,
    audience,
    grace: graceSeconds * 1_000,
    scopesForLogin,
    defaultScopes,
  }
}
