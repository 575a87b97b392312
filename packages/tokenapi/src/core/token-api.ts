/** Composes the rooms; the only file that sees them all. */
import { type Awaitable, isLater } from './awaitable.js'
import { belowPrefix } from '../http/below-mount.js'
import { guardHandler } from '../http/guard-handler.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard-options.js'
import { type GuardOutcome, optionalCredentials, presentedCredentials } from '../http/guard.js'
import { viewOfRequest } from '../http/fetch-view.js'
import { type Limits, readLimits } from '../http/limits.js'
import { ownRefusal } from '../http/own-refusal.js'
import { refusalResponse } from '../http/refusal.js'
import type { RequestView } from '../http/request-view.js'
import { routeResponse } from '../http/routes.js'
import type { HashFormat } from '../password/hash-format.js'
import { hasherFor } from '../password/allowed-hashes.js'
import { createPasswordHasher } from '../password/hasher.js'
import { type Authentication, authenticate } from './authenticate.js'
import { classicTokens } from './authenticated-token.js'
import {
  type TokenWindow,
  makeClassicToken,
  readClassicToken,
  subjectOf,
  verifyClassicToken,
} from './classic-token.js'
import { checkedStore } from './checked-store.js'
import type { Credentials } from './credentials.js'
import { dayCounter } from './day.js'
import { ConfigError, UnavailableError, isRefusedError } from './errors.js'
import { type TokenApiEvent, listening } from './events.js'
import { type AuthenticationBackend, decideLogin, passwordBackend, withHasher } from './login.js'
import type { PasswordHasher } from './password-hasher.js'
import { createUpgrade } from './password-upgrade.js'
import { provenMacs } from './proven-macs.js'
import { readKeyRing } from './secret-key.js'
import { publicUser } from './public-user.js'
import type { Store, StoredUser, User } from './user.js'

/** What `createTokenApi` takes. */
export interface TokenApiOptions {
  /** Django's SECRET_KEY, or a list: the first signs, all verify (SECRET_KEY_FALLBACKS). */
  readonly secretKey: string | readonly string[] | undefined
  /** Where users are: one of ours, or a `Store` of your own. */
  readonly store: Store
  /** Days that a token is good beyond its own; default 7 (Django's TOKEN_TIMEOUT_DAYS). */
  readonly tokenTimeoutDays?: number
  /** Whose calendar "today" follows; default "UTC" (Django's TIME_ZONE). */
  readonly timeZone?: string
  /** Days that a token may be dated ahead; default 1. `Infinity`: any, as the original. */
  readonly maxFutureDays?: number
  /** How a login is decided, in order; default: the store's password. */
  readonly backends?: readonly AuthenticationBackend[]
  /** Checks and makes password hashes; default `createPasswordHasher()`. */
  readonly passwordHasher?: PasswordHasher
  /** Formats of stored hashes that may log in: all strong ones; with `exact`, all that Django reads. */
  readonly allowedHashes?: readonly HashFormat[]
  /** How much of a request is read: bytes of body and URL, number of fields. */
  readonly limits?: Partial<Limits>
  /** The realm of the challenge on a 401; default "api". */
  readonly realm?: string
  /**
   * Whether a login makes a new hash where the stored one is weaker than `passwordHasher`'s; other
   * tokens of the user are kept. Where the store has no place for them the hash stays. Default `true`.
   */
  readonly upgradePasswords?: boolean
  /**
   * As the original wherever our defaults knowingly differ: tokens of any future date are good, JSON
   * bodies are not read at login, a re-hash at login ends the user's other tokens. Default `false`.
   */
  readonly exact?: boolean
  /** Hears of logins, authentications and outages, for a log. Must not throw. */
  readonly onEvent?: (event: TokenApiEvent) => void
  /** The time, for tests; default the clock of the machine. */
  readonly now?: () => Date
}

/** What `handle` takes. */
export interface HandleOptions {
  /** Where the routes are mounted; default "/token". */
  readonly prefix?: string
}

/** A view behind the guard; what else a framework hands to a view comes after the authentication. */
export type GuardedHandler<
  A = Authentication,
  R extends Request = Request,
  Rest extends unknown[] = [],
> = (request: R, authentication: A, ...rest: Rest) => Response | Promise<Response>

/** The guard, the token routes, logins and tokens, over one store and one key ring. Made by `createTokenApi`. */
export interface TokenApi {
  /** The token routes: `POST new.json` and `TOKEN/USER.json` below the prefix. Never rejects. */
  handle(request: Request, options?: HandleOptions): Promise<Response>
  /** The handler behind the guard: it runs with the user, or a refusal is the answer. */
  tokenRequired<R extends Request = Request, Rest extends unknown[] = []>(
    handler: GuardedHandler<Authentication, R, Rest>,
  ): (request: R, ...rest: Rest) => Promise<Response>
  tokenRequired<
    const O extends GuardOptions,
    R extends Request = Request,
    Rest extends unknown[] = [],
  >(
    options: O & GuardOptions,
    handler: GuardedHandler<AuthenticationFor<O>, R, Rest>,
  ): (request: R, ...rest: Rest) => Promise<Response>
  /**
   * What the credentials of a request, or of an adapter's view of one, prove. With `optional: true`,
   * `undefined` where nothing is presented. Throws `RefusedError`, `UnavailableError`.
   */
  authenticate<const O extends Pick<GuardOptions, 'optional'> = object>(
    request: Request | RequestView,
    options?: O,
  ): Promise<AuthenticationFor<O>>
  /** User and token for a name and password. Throws `RefusedError`, `UnavailableError`. */
  login(username: string, password: string): Promise<{ user: User; token: string }>
  /**
   * Today's token of a user as the store gives it: it takes the hash. The same user on the same day gets
   * the same. Throws `ConfigError` for a handler's user, which has none.
   */
  makeToken(user: StoredUser): string
  /**
   * What a user's key, as text, and a token prove: `authenticate` without a request, for sockets and
   * programs. Throws `RefusedError`, `UnavailableError`.
   */
  verify(credentials: Credentials): Promise<Authentication>
  /**
   * Whether the token is this user's by key, stored hash and day. Neither `isActive` nor tokens kept
   * over a re-hash are asked, which needs the store: `verify` does.
   */
  checkToken(user: StoredUser, token: string): boolean
  /**
   * For adapters: the guard over a neutral view. At once where there is nothing to wait for, neither a
   * form nor a database. Never throws or rejects.
   */
  guard<const O extends GuardOptions = object>(
    view: RequestView,
    options?: O,
  ): Awaitable<GuardOutcome<AuthenticationFor<O>>>
  /** For adapters: the token routes over a neutral view whose target is below the mount. */
  route(view: RequestView): Promise<Response>
  /** Closes the store. */
  close(): Promise<void>
}

// quoted-string without escapes                              RFC 9110 §5.6.4
const REALM = /^[ !#-[\]-~]*$/

/** The api over a store and a secret. Throws `ConfigError`, naming the option and the fix. */
export function createTokenApi(options: TokenApiOptions): TokenApi {
  const { exact = false, realm = 'api', onEvent, now } = options
  const store = checkedStore(options.store)
  const ring = readKeyRing(options.secretKey)
  const limits = readLimits(options.limits)
  const timeoutDays = readDays('tokenTimeoutDays', options.tokenTimeoutDays ?? 7)
  const maxFutureDays = readDays('maxFutureDays', options.maxFutureDays ?? (exact ? Infinity : 1))
  const dayOf = dayCounter(options.timeZone ?? 'UTC')
  const allowing = hasherFor(options)
  const hasher = allowing(options.passwordHasher ?? createPasswordHasher())
  const backends = options.backends?.map((backend) => withHasher(backend, allowing)) ?? [
    passwordBackend({ find: (username) => store.findByUsername(username), hasher }),
  ]
  if (backends.length === 0) throw new ConfigError('`backends` is empty: nobody could log in')
  if (!REALM.test(realm)) {
    throw new ConfigError('`realm` must be printable ASCII without quotes and backslashes')
  }

  let latest: TokenWindow | undefined
  const window = (): TokenWindow => {
    const today = dayOf(now === undefined ? Date.now() : now().getTime())
    if (latest?.today !== today) latest = { today, timeoutDays, maxFutureDays }
    return latest
  }
  const verifier = {
    ring,
    store,
    proven: provenMacs(),
    tokenOf: classicTokens(timeoutDays),
    window,
  }
  const upgrade =
    options.upgradePasswords === false
      ? undefined
      : createUpgrade({ store, hasher, ring, exact, onEvent, window })

  const heard = listening(onEvent)

  const authenticateCredentials = heard('authentication', (credentials: Credentials) =>
    authenticate(verifier, credentials),
  )
  const verify = async (credentials: Credentials): Promise<Authentication> =>
    authenticateCredentials(credentials)
  // Throws as well as it rejects. `undefined` comes of `optional: true` alone, which is what the type says.
  const authenticateView = heard(
    'authentication',
    (view: RequestView, guardOptions?: GuardOptions): Awaitable<Authentication | undefined> => {
      const read = guardOptions?.optional === true ? optionalCredentials : presentedCredentials
      const presented = read(view, limits)
      return isLater(presented)
        ? presented.then((pair) => (pair === undefined ? undefined : authenticate(verifier, pair)))
        : authenticate(verifier, presented)
    },
  ) as <O extends GuardOptions>(
    view: RequestView,
    guardOptions?: O,
  ) => Awaitable<AuthenticationFor<O>>

  const makeToken = (user: StoredUser): string => {
    const { today } = window()
    if (today < 0) throw new UnavailableError('the clock stands before 2001-01-01')
    return makeClassicToken(ring[0], subjectOf(user), today)
  }
  const login = heard('login', async (username: string, password: string) => {
    const user = await decideLogin(backends, username, password, upgrade)
    return { user, token: makeToken(user) }
  })

  const routes = { limits, jsonLogin: !exact, authenticate: verify, login }
  const route = async (view: RequestView): Promise<Response> => {
    try {
      return await routeResponse(view, routes)
    } catch (error) {
      return refusalResponse(error, view, realm)
    }
  }
  const refuse = async (
    error: unknown,
    view: RequestView,
    onRefused: GuardOptions['onRefused'],
  ): Promise<Response> => {
    const usual = refusalResponse(error, view, realm)
    if (onRefused === undefined || !isRefusedError(error)) return usual
    try {
      return await ownRefusal(error, view, onRefused, usual)
    } catch (failure) {
      onEvent?.({ type: 'refusal', outcome: 'failed', error: failure })
      return usual
    }
  }
  const refused = async (
    error: unknown,
    view: RequestView,
    guardOptions?: GuardOptions,
  ): Promise<GuardOutcome<never>> => ({
    ok: false,
    response: await refuse(error, view, guardOptions?.onRefused),
  })
  const guard = <O extends GuardOptions>(
    view: RequestView,
    guardOptions?: O,
  ): Awaitable<GuardOutcome<AuthenticationFor<O>>> => {
    try {
      const authentication = authenticateView(view, guardOptions)
      return isLater(authentication)
        ? authentication.then(letIn, (error: unknown) => refused(error, view, guardOptions))
        : letIn(authentication)
    } catch (error) {
      return refused(error, view, guardOptions)
    }
  }

  const tokenRequired = <R extends Request, Rest extends unknown[]>(
    first: GuardOptions | GuardedHandler<Authentication | undefined, R, Rest>,
    second?: GuardedHandler<Authentication | undefined, R, Rest>,
  ): ((request: R, ...rest: Rest) => Promise<Response>) => {
    const handler = typeof first === 'function' ? first : second
    const guardOptions = typeof first === 'function' ? {} : first
    if (typeof handler !== 'function') throw new ConfigError('`tokenRequired` takes a handler')
    return guardHandler((request: R) => guard(viewOfRequest(request), guardOptions), handler)
  }

  return {
    handle: (request, { prefix = '/token' } = {}) => {
      const view = viewOfRequest(request)
      return route({ ...view, target: belowPrefix(prefix)(view.target) ?? '/' })
    },
    // One function for both forms; what the handler gets follows from the options, as the type says.
    tokenRequired: tokenRequired as TokenApi['tokenRequired'],
    authenticate: async (request, guardOptions) =>
      authenticateView('target' in request ? request : viewOfRequest(request), guardOptions),
    verify,
    login: async (username, password) => {
      const { user, token } = await login(username, password)
      return { user: publicUser(user), token }
    },
    makeToken,
    checkToken: (user, token) => {
      const presented = typeof token === 'string' ? readClassicToken(token, window()) : undefined
      return presented !== undefined && verifyClassicToken(ring, subjectOf(user), presented)
    },
    guard,
    route,
    close: () => store.close(),
  }
}

function letIn<A>(authentication: A): GuardOutcome<A> {
  return { ok: true, authentication }
}

function readDays(name: string, days: number): number {
  if (typeof days !== 'number' || Number.isNaN(days)) {
    throw new ConfigError(`\`${name}\` must be a number of days; got ${String(days)}`)
  }
  return days
}
