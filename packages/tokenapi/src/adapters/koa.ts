/** Koa 2 and 3, with or without a router. Body parsers may run before the guard, after it, or not at all. */
import type { DefaultContext, Middleware, Next, ParameterizedContext } from 'koa'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { mapAwaitable } from '../core/runtime/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowPrefix } from '../http/view/below-mount.js'
import { setUser } from '../http/guard/carrier.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard/guard-options.js'
import { viewOfIncoming } from '../http/view/incoming-view.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import { type RequestView, originForm } from '../http/view/request-view.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import { setPrivateHeaders } from '../http/response/cache-headers.js'
import { sendResponse } from '../http/response/send-response.js'

/** The state of a guarded handler. */
export interface TokenState<U = User, A = Authentication> {
  readonly user: U
  readonly authentication: A
}
type StateFor<O, A = object> = GuardedFields<O, A>

/** A guarded handler. `C` are further members of its context, such as those of a router. */
export type GuardedMiddleware<O = object, C = DefaultContext, A = object> = (
  ctx: ParameterizedContext<StateFor<O, A>, C>,
  next: Next,
) => unknown

/**
 * The guard: middleware, or a wrapper around one handler. The handler runs with `ctx.state.user`, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown.
 *
 * @example
 * router.get('/index.json', tokenRequired(api), (ctx) => {
 *   ctx.body = { hello: ctx.state.user.username }
 * })
 */
export function tokenRequired<C = DefaultContext, A = object>(
  api: AdaptableApi<A>,
  handler: GuardedMiddleware<object, C, A>,
): Middleware<object, C>
export function tokenRequired<const O extends GuardOptions, C = DefaultContext, A = object>(
  api: AdaptableApi<A>,
  options: O,
  handler: GuardedMiddleware<O, C, A>,
): Middleware<object, C>
export function tokenRequired<A>(api: AdaptableApi<A>): Middleware<StateFor<object, A>>
export function tokenRequired<const O extends GuardOptions, A>(
  api: AdaptableApi<A>,
  options: O,
): Middleware<StateFor<O, A>>
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | AnyHandler,
  second?: AnyHandler,
): Middleware {
  const { options, handler = passOn } = guardArguments(api, first, second)
  return (ctx, next) =>
    mapAwaitable(guard(api, viewOf(ctx, ctx.originalUrl), options), (outcome) => {
      if (!outcome.ok) return send(ctx, outcome.response)
      setPrivateHeaders(ctx.res, outcome.headers)
      setUser(ctx.state, outcome.authentication, options)
      return handler(ctx, next)
    })
}

type AnyHandler = (ctx: ParameterizedContext, next: Next) => unknown

const passOn: AnyHandler = (_ctx, next) => next()

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, ctx)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  ctx: KoaContext,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(ctx, ctx.originalUrl), options)
}

/**
 * The token routes below a prefix, default "/token". Other requests go on to the next middleware. With
 * `koa-mount` the prefix is relative to the mount.
 *
 * @example
 * app.use(tokenRoutes(api))
 */
export function tokenRoutes(api: AdaptableApi, options?: MountedRouteOptions): Middleware {
  const { prefix, ...checked } = readMountedRouteOptions(api, options)
  const below = belowPrefix(prefix)
  return async (ctx, next) => {
    const target = below(originForm(ctx.url))
    if (target === undefined) return next()
    await send(ctx, await route(api, viewOf(ctx, target), checked))
  }
}

type KoaContext = Pick<ParameterizedContext, 'method' | 'status' | 'body' | 'req' | 'res'> & {
  readonly originalUrl: string
  readonly request: object
}

function viewOf(ctx: KoaContext, target: string): RequestView {
  const { req, request } = ctx
  return viewOfIncoming(req, target, 'body' in request ? request.body : undefined, ctx)
}

/** Answers through Koa, so that middleware before the guard sees the response like any other. */
function send(ctx: KoaContext, response: Response): Promise<void> {
  return sendResponse(response, {
    statusCode: response.status,
    getHeader: (name) => ctx.res.getHeader(name),
    setHeader: (name, value) => ctx.res.setHeader(name, value),
    end: (bytes) => {
      if (bytes !== undefined) ctx.body = Buffer.from(bytes)
      else if (ctx.method !== 'HEAD') {
        // Without a body Koa sends the reason phrase; with a JSON type it serialises `null`.
        ctx.res.removeHeader('Content-Type')
        ctx.body = null
      }
      // Setting the body sets a status, so the status comes after it.
      ctx.status = response.status
    },
  })
}
