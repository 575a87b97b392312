/** Koa 2 and 3, with or without a router. Body parsers may stand before the guard, behind it, or nowhere. */
import type { DefaultContext, Middleware, Next, ParameterizedContext } from 'koa'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { whenThere } from '../core/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowPrefix } from '../http/below-mount.js'
import { carry } from '../http/carrier.js'
import { guardArguments } from '../http/guard-arguments.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard-options.js'
import { viewOfIncoming } from '../http/incoming-view.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import { type RequestView, originForm } from '../http/request-view.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import { keepPrivate } from '../http/cache-headers.js'
import { sendResponse } from '../http/send-response.js'

/** What is in `ctx.state` behind the guard. */
export interface TokenState<U = User, A = Authentication> {
  readonly user: U
  readonly authentication: A
}
type StateFor<O, A = object> = GuardedFields<O, A>

/** A view behind the guard; `C` is what else its context holds, as a router's does. */
export type GuardedMiddleware<O = object, C = DefaultContext, A = object> = (
  ctx: ParameterizedContext<StateFor<O, A>, C>,
  next: Next,
) => unknown

/**
 * The guard, as middleware before a view or wrapped around one. The view runs with `ctx.state.user`, or
 * the caller gets the refusal: 401, 403, 400, or 503 where we cannot tell.
 */
export function tokenRequired<C = DefaultContext, A = object>(
  api: AdaptableApi<A>,
  view: GuardedMiddleware<object, C, A>,
): Middleware<object, C>
export function tokenRequired<const O extends GuardOptions, C = DefaultContext, A = object>(
  api: AdaptableApi<A>,
  options: O,
  view: GuardedMiddleware<O, C, A>,
): Middleware<object, C>
export function tokenRequired<A>(api: AdaptableApi<A>): Middleware<StateFor<object, A>>
export function tokenRequired<const O extends GuardOptions, A>(
  api: AdaptableApi<A>,
  options: O,
): Middleware<StateFor<O, A>>
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | View,
  second?: View,
): Middleware {
  const { options, handler: view = passOn } = guardArguments(api, first, second)
  return (ctx, next) =>
    whenThere(guard(api, viewOf(ctx, ctx.originalUrl), options), (outcome) => {
      if (!outcome.ok) return answer(ctx, outcome.response)
      keepPrivate(ctx.res)
      carry(ctx.state, outcome.authentication, options)
      return view(ctx, next)
    })
}

type View = (ctx: ParameterizedContext, next: Next) => unknown

const passOn: View = (_ctx, next) => next()

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  ctx: KoaContext,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(ctx, ctx.originalUrl), options)
}

/**
 * The token routes below a prefix, "/token" unless told otherwise; other requests go on. Behind
 * `koa-mount` the prefix is what comes below its own.
 */
export function tokenRoutes(api: AdaptableApi, options?: MountedRouteOptions): Middleware {
  const { prefix, ...checked } = readMountedRouteOptions(api, options)
  const below = belowPrefix(prefix)
  return async (ctx, next) => {
    const target = below(originForm(ctx.url))
    if (target === undefined) return next()
    await answer(ctx, await route(api, viewOf(ctx, target), checked))
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

/** Hands the response to Koa, so that middleware before the guard sees it as any other. */
function answer(ctx: KoaContext, response: Response): Promise<void> {
  return sendResponse(response, {
    statusCode: response.status,
    getHeader: (name) => ctx.res.getHeader(name),
    setHeader: (name, value) => ctx.res.setHeader(name, value),
    end: (bytes) => {
      if (bytes !== undefined) ctx.body = Buffer.from(bytes)
      else if (ctx.method !== 'HEAD') {
        // Left out, it would be the reason phrase; and `null` would be JSON where the type says so.
        ctx.res.removeHeader('Content-Type')
        ctx.body = null
      }
      // After the body, which sets a status of its own.
      ctx.status = response.status
    },
  })
}
