/** Composes the rooms; the only file that sees them all. */
import { type Awaitable, isLater } from './awaitable.js'
import { belowPrefix } from '../http/below-mount.js'
import { ALL_PLACES } from '../http/credential-places.js'
import { eventRequestOf } from '../http/event-request.js'
import { wrappedArguments } from '../http/guard-arguments.js'
import { guardHandler } from '../http/guard-handler.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard-options.js'
import { type GuardOutcome, optionalCredentials, presentedCredentials } from '../http/guard.js'
import { viewOfRequest } from '../http/fetch-view.js'
import { readLimits } from '../http/limits.js'
import {
  type AuthenticateOptions,
  readAuthenticateOptions,
  readGuardOptions,
} from '../http/read-guard-options.js'
import { createRefuse } from '../http/refuse.js'
import type { RequestView } from '../http/request-view.js'
import { type RouteOptions, readHandleOptions, readRouteOptions } from '../http/route-options.js'
import { routeResponse } from '../http/routes.js'
import { hasherFor } from '../password/allowed-hashes.js'
import { createPasswordHasher } from '../password/hasher.js'
import { type Authentication, authenticate } from './authenticate.js'
import { classicTokens } from './authenticated-token.js'
import {
  makeClassicToken,
  readClassicToken,
  subjectOf,
  verifyClassicToken,
} from './classic-token.js'
import { checkedStore } from './checked-store.js'
import type { Credentials } from './credentials.js'
import { UnavailableError } from './errors.js'
import { type EventRequest, listening } from './events.js'
import { decideLogin, passwordBackend, readBackend, withHasher } from './login.js'
import { memberOf } from './member-of.js'
import { createUpgrade } from './password-upgrade.js'
import { provenMacs } from './proven-macs.js'
import type { CheckedOptions } from './read-options.js'
import { createReporter } from './reporter.js'
import { readKeyRing } from './secret-key.js'
import { type TokenApiOptions, readTokenApiOptions } from './token-api-options.js'
import type { GuardedHandler, TokenApi } from './token-api-members.js'
import { tokenWindow } from './token-window.js'
import { publisher } from './public-user.js'
import type { StoredUser } from './user.js'

export type { GuardedHandler, TokenApi } from './token-api-members.js'

/** The api over a store and a secret. Throws `ConfigError`, naming the option and the fix. */
export function createTokenApi<A = object>(given: TokenApiOptions<A>): TokenApi<A> {
  const options = readTokenApiOptions(given)
  const asDjango = options.compatibility === 'django-tokenapi'
  const reporter = createReporter(options.onEvent)
  const { tell, warn } = reporter
  const store = checkedStore(options.store)
  const ring = readKeyRing(options.secretKey, warn)
  const limits = readLimits(options.limits)
  const places = options.credentials ?? ALL_PLACES
  const timeoutDays = options.tokenTimeoutDays ?? 7
  const window = tokenWindow({
    timeoutDays,
    maxFutureDays: options.maxFutureDays ?? (asDjango ? Infinity : 1),
    timeZone: options.timeZone ?? 'UTC',
    now: options.now,
  })
  const allowing = hasherFor(options)
  const hasher = allowing(options.passwordHasher ?? createPasswordHasher())
  const backends = options.backends?.map((each) => readBackend(withHasher(each, allowing))) ?? [
    passwordBackend({ find: (username) => store.findByUsername(username), hasher }),
  ]
  const refuse = createRefuse(options.realm ?? 'api', options.onRefused, reporter)

  const publish = publisher<A>(store.attributes)
  const verifier = {
    ring,
    store,
    publish,
    proven: provenMacs(),
    tokenOf: classicTokens(timeoutDays),
    window,
  }
  const wanted = options.upgradePasswords
  const upgrade = createUpgrade({
    upgrades: store.upgrades,
    hasher,
    ring,
    asDjango,
    wanted,
    reporter,
    window,
  })

  const authenticateCredentials = listening(
    tell,
    (credentials: Credentials, _view?: RequestView) => authenticate(verifier, credentials),
    (_credentials, view?: RequestView) => ({ type: 'authentication', request: requestOf(view) }),
  )
  // Throws as well as it rejects. `undefined` comes of `optional: true` alone, which is what the type says.
  const authenticateView = listening(
    tell,
    (
      view: RequestView,
      { optional, credentials = places }: AuthenticateOptions,
    ): Awaitable<Authentication<A> | undefined> => {
      const read = optional === true ? optionalCredentials : presentedCredentials
      const presented = read(view, limits, credentials)
      return isLater(presented)
        ? presented.then((pair) => (pair === undefined ? undefined : authenticate(verifier, pair)))
        : authenticate(verifier, presented)
    },
    (view) => ({ type: 'authentication', request: requestOf(view) }),
  ) as <O extends AuthenticateOptions>(
    view: RequestView,
    guardOptions: O,
  ) => Awaitable<AuthenticationFor<O, A>>

  const makeToken = (user: StoredUser): string => {
    const { today } = window()
    if (today < 0) throw new UnavailableError('the clock stands before 2001-01-01')
    return makeClassicToken(ring[0], subjectOf(user), today)
  }
  const login = listening(
    tell,
    async (username: string, password: string, view?: RequestView) => {
      const user = await decideLogin({ backends, warn, upgrade }, username, password, () =>
        requestOf(view),
      )
      return { user, token: makeToken(user) }
    },
    (username, _password, view?: RequestView) => ({
      type: 'login',
      username,
      request: requestOf(view),
    }),
  )

  const routes = {
    limits,
    jsonLogin: !asDjango,
    authenticate: async (credentials: Credentials, view: RequestView) =>
      authenticateCredentials(credentials, view),
    login: async (username: string, password: string, view: RequestView) =>
      login(username, password, view),
  }
  const route = async (
    view: RequestView,
    { onRefused }: CheckedOptions<RouteOptions>,
  ): Promise<Response> => {
    try {
      return await routeResponse(view, routes)
    } catch (error) {
      return refuse(error, view, onRefused)
    }
  }
  const refused = async (
    error: unknown,
    view: RequestView,
    onRefused: GuardOptions['onRefused'],
  ): Promise<GuardOutcome<never>> => ({
    ok: false,
    response: await refuse(error, view, onRefused),
  })
  const guard = <O extends GuardOptions>(
    view: RequestView,
    guardOptions?: O,
  ): Awaitable<GuardOutcome<AuthenticationFor<O, A>>> => {
    let onRefused: GuardOptions['onRefused']
    try {
      const checked = readGuardOptions(guardOptions)
      onRefused = checked.onRefused
      const authentication = authenticateView(view, checked) as Awaitable<AuthenticationFor<O, A>>
      return isLater(authentication)
        ? authentication.then(letIn, (error: unknown) => refused(error, view, onRefused))
        : letIn(authentication)
    } catch (error) {
      return refused(error, view, onRefused)
    }
  }

  const tokenRequired = <R extends Request, Rest extends unknown[]>(
    first: GuardOptions | GuardedHandler<Authentication<A> | undefined, R, Rest>,
    second?: GuardedHandler<Authentication<A> | undefined, R, Rest>,
  ): ((request: R, ...rest: Rest) => Promise<Response>) => {
    const wrapped = wrappedArguments(api, first, second)
    return guardHandler(
      (request: R) => guard(viewOfRequest(request), wrapped.options),
      wrapped.handler,
    )
  }

  const api: TokenApi<A> = {
    handle: async (request, handleOptions) => {
      const { prefix, address, id, ...rest } = readHandleOptions(handleOptions)
      const view = viewOfRequest(request)
      const target = belowPrefix(prefix ?? '/token')(view.target) ?? '/'
      return route(
        {
          ...view,
          target,
          originalTarget: () => view.target,
          address: () => address,
          id: () => id,
        },
        rest,
      )
    },
    // One function for both forms; what the handler gets follows from the options, as the type says.
    tokenRequired: tokenRequired as TokenApi<A>['tokenRequired'],
    authenticate: async <O extends AuthenticateOptions>(
      request: Request | RequestView,
      authenticateOptions?: O,
    ) =>
      (await authenticateView(
        isView(request) ? request : viewOfRequest(request),
        readAuthenticateOptions(authenticateOptions),
      )) as AuthenticationFor<O, A>,
    verify: async (credentials) => authenticateCredentials(credentials),
    login: async (username, password) => {
      const { user, token } = await login(username, password)
      return { user: publish(user), token }
    },
    makeToken,
    checkToken: (user, token) => {
      const presented = typeof token === 'string' ? readClassicToken(token, window()) : undefined
      return presented !== undefined && verifyClassicToken(ring, subjectOf(user), presented)
    },
    guard,
    route: async (view, routeOptions) => route(view, readRouteOptions(api, routeOptions)),
    close: () => store.close(),
  }
  return api
}

function requestOf(view: RequestView | undefined): EventRequest | undefined {
  return view === undefined ? undefined : eventRequestOf(view)
}

/** A standard request has `headers` and no method `header`. */
function isView(request: Request | RequestView): request is RequestView {
  return typeof memberOf(request as RequestView, 'header') === 'function'
}

function letIn<A>(authentication: A): GuardOutcome<A> {
  return { ok: true, authentication }
}
