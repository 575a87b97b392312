/** The options of `createTokenApi`, and their checks. */
import type { ClientAddress } from './client-address.js'
import { credentialPlaces } from './credentials/credential-places.js'
import type { GuardOptions } from './guard/guard-options.js'
import type { Limits } from './body/limits.js'
import type { HashFormat } from '../password/hash-format.js'
import { ConfigError } from '../core/errors.js'
import type { AccessTokenOptions } from '../core/access/access-token-options.js'
import type { TokenApiEvent } from '../core/events/events.js'
import { type AuthenticationBackend, backendCheck } from '../core/login/password-backend.js'
import type { LoginThrottleOption } from '../core/throttle/create-login-throttle.js'
import {
  type OptionCheck,
  callback,
  checkedElsewhere,
  days,
  flag,
  is,
  listOf,
  oneOf,
  port,
  required,
  text,
} from '../core/options/option-checks.js'
import type { PasswordHasher } from '../core/login/password-hasher.js'
import {
  type CheckedOptions,
  type OptionChecks,
  readOptions,
} from '../core/options/read-options.js'
import type { UserStore } from '../core/store.js'
import { STALENESS_CHECKS, type StalenessOptions } from '../core/auth-state/token-memory-options.js'

/** Options of `createTokenApi`. */
export interface TokenApiOptions<A = object> extends StalenessOptions {
  /** Django's SECRET_KEY, or a list: the first signs, all verify (SECRET_KEY_FALLBACKS). */
  readonly secretKey: string | readonly string[] | undefined
  /** Where users are: a store of tokenapi, or a `UserStore` of your own. */
  readonly store: UserStore<A>
  /** Days that a token is good beyond its own; default 7 (Django's TOKEN_TIMEOUT_DAYS). */
  readonly tokenTimeoutDays?: number | undefined
  /** Whose calendar "today" follows; default "UTC" (Django's TIME_ZONE). */
  readonly timeZone?: string | undefined
  /** Days that a token may be dated ahead; default 1. `Infinity`: any, as the original. */
  readonly maxFutureDays?: number | undefined
  /** How a login is decided, in order; default: the store's password. */
  readonly backends?: readonly AuthenticationBackend[] | undefined
  /** Checks and makes password hashes; default `createPasswordHasher()`. */
  readonly passwordHasher?: PasswordHasher | undefined
  /** Formats of stored hashes that may log in: default all strong ones; with `compatibility`, all that Django reads. */
  readonly allowedHashes?: readonly HashFormat[] | undefined
  /**
   * Where guards look for credentials: in the Authorization header, the query string, the form body of a POST;
   * default all three, as the original. A guard may say otherwise.
   */
  readonly credentials?: GuardOptions['credentials']
  /** How much of a request is read: bytes of body and URL, number of fields. */
  readonly limits?: Partial<Limits> | undefined
  /** The realm of the challenge on a 401; default "api". */
  readonly realm?: string | undefined
  /**
   * Whether a login makes a new hash where the stored one is weaker than `passwordHasher`'s; other
   * tokens of the user are kept. Where the store has no place for them the hash stays. Default: yes,
   * unless a Django runs over the same database, which does so itself.
   */
  readonly upgradePasswords?: boolean | undefined
  /**
   * Limits failed logins by account and by address: options, a limiter of `rate-limiter-flexible` for several
   * processes, or `createLoginThrottle()` for several apis. Default: on, in the memory of this process.
   * `false`: no limit.
   */
  readonly loginThrottle?: LoginThrottleOption | undefined
  /**
   * Access tokens: named, scoped, expiring, and revocable one by one. `true`: with the defaults. Needs a store with
   * `tokens`. Default: off.
   */
  readonly accessTokens?: true | AccessTokenOptions<A> | undefined
  /** What a login issues; default "access" where `accessTokens` is on, else "classic". */
  readonly loginToken?: 'access' | 'classic' | undefined
  /**
   * The client's IP address of a request, for events and for limits of one address; default the framework's, with its
   * trust settings. Set it where a proxy in front sends the address in a header, and the framework does not read it.
   * Return `undefined` where the address is not known: then only accounts are counted. Read only a header that the
   * proxy always sets: a client can send any other.
   *
   * @example
   * clientAddress: (view) => view.header('cf-connecting-ip')
   */
  readonly clientAddress?: ClientAddress | undefined
  /**
   * `'django-tokenapi'`: the original's behavior where our defaults differ. Tokens of any future date are
   * valid, JSON bodies are not read at login, a re-hash at login ends the user's other tokens.
   */
  readonly compatibility?: 'django-tokenapi' | undefined
  /**
   * Returns a response for a refusal, for every guard and token route without an `onRefused` of its own. See
   * `GuardOptions`.
   */
  readonly onRefused?: GuardOptions['onRefused']
  /**
   * Receives logins, authentications, outages and configuration problems, for a log. Where it throws or
   * rejects, requests are not affected. Without one, each kind of problem is reported once
   * by `process.emitWarning`.
   */
  readonly onEvent?: ((event: TokenApiEvent) => unknown) | undefined
  /** The time, for tests; default the clock of the machine. */
  readonly now?: (() => Date) | undefined
}

// quoted-string without escapes                              RFC 9110 §5.6.4
const REALM = /^[ !#-[\]-~]*$/

const realm: OptionCheck<string> = is(
  'printable ASCII without quotes and backslashes',
  (value) => typeof value === 'string' && REALM.test(value),
)

/** For who takes these options and others. */
export const TOKEN_API_CHECKS: OptionChecks<TokenApiOptions> = {
  secretKey: checkedElsewhere(),
  store: required(
    checkedElsewhere<UserStore>(),
    'pass one, such as `memoryStore()` of tokenapi/memory',
  ),
  tokenTimeoutDays: days,
  timeZone: text,
  maxFutureDays: days,
  backends: listOf(backendCheck),
  allowedHashes: checkedElsewhere(),
  passwordHasher: port<PasswordHasher>('`createPasswordHasher()`', 'check', 'make', 'mustUpdate'),
  credentials: credentialPlaces,
  limits: checkedElsewhere(),
  realm,
  upgradePasswords: flag,
  loginThrottle: checkedElsewhere(),
  accessTokens: checkedElsewhere(),
  loginToken: oneOf('access', 'classic'),
  clientAddress: callback(),
  compatibility: oneOf('django-tokenapi'),
  onRefused: callback(),
  onEvent: callback(),
  ...STALENESS_CHECKS,
  now: callback(),
}

/** The options, read once. Throws `ConfigError`, naming the option and the fix. */
export function readTokenApiOptions<A>(
  given: TokenApiOptions<A>,
): CheckedOptions<TokenApiOptions<A>> {
  if (given === undefined) {
    throw new ConfigError(
      '`createTokenApi` takes an object of options: `createTokenApi({ secretKey, store })`',
    )
  }
  const options = readOptions(
    'createTokenApi',
    given,
    TOKEN_API_CHECKS as OptionChecks<TokenApiOptions<A>>,
  )
  if (options.backends?.length === 0) {
    throw new ConfigError('`backends` is empty: nobody could log in')
  }
  return options
}
