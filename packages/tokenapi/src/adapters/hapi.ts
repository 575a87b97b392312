/** hapi 21. The guard is an authentication scheme or wraps one handler; the token routes are a plugin. */
import type {
  Lifecycle,
  Plugin,
  ReqRef,
  ReqRefDefaults,
  Request,
  RequestAuth,
  ResponseToolkit,
  ServerAuthScheme,
} from '@hapi/hapi'

import type { Authentication } from '../core/authentication.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowSegments } from '../http/view/below-mount.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardOptions,
  RequiredOptions,
} from '../http/guard/guard-options.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import { queryOf } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { schemeOf, wrapHandler } from './hapi/guard.js'
import { type AnyRequest, urlOf, viewOf } from './hapi/request.js'
import { responseOf } from './hapi/response.js'

/** The `request.auth.credentials` of a guarded route. */
export type GuardedCredentials<A = object> = {
  /** The user of the guard. */
  readonly user: User<A>
  /** The user and the token that the guard verified. */
  readonly authentication: Authentication<A>
}

declare module '@hapi/hapi' {
  interface ReqRefDefaults {
    AuthCredentialsExtra: GuardedCredentials
  }
}

/** The request of a guarded handler. With `optional: true` its `credentials` may be `null`. */
export type GuardedRequest<O = object, Refs extends ReqRef = ReqRefDefaults, A = object> = Omit<
  Request<Refs>,
  'auth'
> & {
  readonly auth: Omit<RequestAuth, 'credentials'> & {
    readonly credentials: AuthenticationFor<O> extends Authentication
      ? GuardedCredentials<A>
      : GuardedCredentials<A> | null
  }
}

/** A guarded handler. */
export type GuardedHandler<O = object, Refs extends ReqRef = ReqRefDefaults, A = object> = (
  this: ThisParameterType<Lifecycle.Method<Refs>>,
  request: GuardedRequest<O, Refs, A> & Request<Refs>,
  h: ResponseToolkit<Refs>,
) => Lifecycle.ReturnValue<Refs>

/** A handler with an optional guard. */
export type OptionalHandler<O, Refs extends ReqRef = ReqRefDefaults, A = object> = (
  this: ThisParameterType<Lifecycle.Method<Refs>>,
  request: GuardedRequest<O, Refs, A>,
  h: ResponseToolkit<Refs>,
) => Lifecycle.ReturnValue<Refs>

/**
 * The guard: an authentication scheme, or a wrapper around one handler. The handler runs with
 * `request.auth.credentials.user`, or the caller gets the refusal: 401, 403 or 400, or 503 if the result is
 * unknown. A route's modes "optional" and "try" are both the option `optional`: wrong credentials are refused.
 *
 * @example
 * server.auth.scheme('tokenapi', tokenRequired(api))
 * server.auth.strategy('token', 'tokenapi')
 * server.route({
 *   method: 'GET',
 *   path: '/index.json',
 *   options: { auth: 'token' },
 *   handler: (request) => ({ hello: request.auth.credentials.user.username }),
 * })
 */
export function tokenRequired<Refs extends ReqRef = ReqRefDefaults, A = object>(
  api: AdaptableApi<A>,
  handler: GuardedHandler<object, Refs, A>,
): Lifecycle.Method<Refs>
export function tokenRequired<Refs extends ReqRef = ReqRefDefaults, A = object>(
  api: AdaptableApi<A>,
  options: RequiredOptions,
  handler: GuardedHandler<object, Refs, A>,
): Lifecycle.Method<Refs>
export function tokenRequired<
  const O extends GuardOptions,
  Refs extends ReqRef = ReqRefDefaults,
  A = object,
>(api: AdaptableApi<A>, options: O, handler: OptionalHandler<O, Refs, A>): Lifecycle.Method<Refs>
export function tokenRequired(api: AdaptableApi, options?: RequiredOptions): ServerAuthScheme
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | GuardedHandler,
  second?: unknown,
): ServerAuthScheme | Lifecycle.Method {
  // The overloads give the handler the request type that follows from the options.
  const { options, handler } = guardArguments(
    api,
    first as GuardOptions | Lifecycle.Method | undefined,
    second as Lifecycle.Method | undefined,
  )
  return handler === undefined ? schemeOf(api, options) : wrapHandler(api, options, handler)
}

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, request)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: AnyRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(request), options)
}

/**
 * The token routes, as a plugin.
 *
 * @example
 * await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
 */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): Plugin<void> {
  const checked = readRouteOptions(api, options)
  return {
    name: 'tokenapi',
    multiple: true,
    register: (server) => {
      const below = belowSegments(server.realm.modifiers.route.prefix ?? '')
      server.route({
        method: '*',
        path: '/{path*}',
        options: {
          auth: false,
          state: { parse: false },
          // The token routes read the body themselves, whatever its type and length.
          payload: {
            parse: false,
            output: 'stream',
            override: 'application/octet-stream',
            maxBytes: Number.MAX_SAFE_INTEGER,
          },
        },
        handler: async (request, h) => {
          const target = `${below(request.path)}?${queryOf(urlOf(request))}`
          return responseOf(await route(api, viewOf(request, target), checked), h)
        },
      })
    },
  }
}
