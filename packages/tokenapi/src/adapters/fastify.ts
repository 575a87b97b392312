/** Fastify 5. The guard is a hook or wraps one handler; the token routes are a plugin. */
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { type Awaitable, isLater, mapAwaitable } from '../core/runtime/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowSegments } from '../http/view/below-mount.js'
import { setUser } from '../http/guard/carrier.js'
import { type FastifyLikeReply, outgoingOfFastify } from '../http/view/fastify-reply.js'
import { type FastifyLikeRequest, viewOfFastify } from '../http/view/fastify-view.js'
import type { GlobalUser } from '../http/global-types.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardedFields,
  GuardOptions,
  UserPropertyOf,
} from '../http/guard/guard-options.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import { errorOf } from '../http/refusal/rejection.js'
import { originForm } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { setPrivateHeaders } from '../http/response/cache-headers.js'
import { sendResponse } from '../http/response/send-response.js'

/** Fields of every request. They are optional, since a route may have no guard; a wrapped handler always has them. */
export interface RequestFields {
  /** The user of the guard. */
  user?: GlobalUser<User | undefined>
  /** The user and the token that the guard verified. */
  authentication?: Authentication | undefined
}

declare module 'fastify' {
  interface FastifyRequest extends RequestFields {}
}

/** The part of a request, over HTTP/1 or HTTP/2, that is used here. */
type AnyRequest = Pick<FastifyRequest, 'originalUrl'> & FastifyLikeRequest
/** A hook for `onRequest`, `preValidation` or `preHandler` of a route or of a scope. */
export type GuardHook = (
  request: AnyRequest,
  reply: FastifyLikeReply,
  done: (error?: Error) => void,
) => void

/** The request of a guarded handler. */
export type GuardedRequest<O = object, R = FastifyRequest, A = object> = Omit<
  R,
  UserPropertyOf<O> | 'authentication'
> &
  GuardedFields<O, A>

/** The request of a route without types of its own. */
type RequestOf<S> =
  S extends FastifyInstance<infer Server, infer Raw> ? FastifyRequest<object, Server, Raw> : never
type ReplyOf<S> =
  S extends FastifyInstance<infer Server, infer Raw, infer RawReply>
    ? FastifyReply<object, Server, Raw, RawReply>
    : never
type Handler<This, Request, Reply, Result> = (this: This, request: Request, reply: Reply) => Result

/**
 * The guard: a hook, or a wrapper around one handler. The handler runs with `request.user`, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown. In a wrapped handler the type of
 * `request.user` is exact; after a hook it is optional, because Fastify has one request type for all routes.
 *
 * @example
 * app.get('/index.json', tokenRequired(api, (request) => ({ hello: request.user.username })))
 * scope.addHook('onRequest', tokenRequired(api))
 */
export function tokenRequired<
  S = FastifyInstance,
  R extends AnyRequest = RequestOf<S>,
  P extends FastifyLikeReply = ReplyOf<S>,
  T = unknown,
  A = object,
>(
  api: AdaptableApi<A>,
  handler: Handler<S, GuardedRequest<object, R, A>, P, T>,
): Handler<S, R, P, Promise<Awaited<T>>>
export function tokenRequired<
  const O extends GuardOptions,
  S = FastifyInstance,
  R extends AnyRequest = RequestOf<S>,
  P extends FastifyLikeReply = ReplyOf<S>,
  T = unknown,
  A = object,
>(
  api: AdaptableApi<A>,
  options: O,
  handler: Handler<S, GuardedRequest<O, R, A>, P, T>,
): Handler<S, R, P, Promise<Awaited<T>>>
export function tokenRequired(api: AdaptableApi, options?: GuardOptions): GuardHook
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | Handler<never, never, never, unknown>,
  second?: Handler<never, never, never, unknown>,
): unknown {
  const { options, handler } = guardArguments(api, first, second)
  // The overloads give the handler the request type that follows from the options.
  return handler === undefined ? hook(api, options) : wrapped(api, options, handler as AnyHandler)
}

type AnyHandler = Handler<unknown, AnyRequest, FastifyLikeReply, unknown>

function hook(api: AdaptableApi, options: GuardOptions): GuardHook {
  // With `done` instead of a promise: when a refused caller hangs up, Fastify would take a settled promise
  // for permission to run the handler.
  return (request, reply, done) => {
    const passed = guarded(api, options, request, reply)
    if (!isLater(passed)) return passed ? done() : undefined
    passed.then(
      (has) => (has ? done() : undefined),
      (reason: unknown) => done(errorOf(reason)),
    )
  }
}

function wrapped(api: AdaptableApi, options: GuardOptions, handler: AnyHandler): AnyHandler {
  return async function (request, reply) {
    if (!(await guarded(api, options, request, reply))) return reply
    const result = handler.call(this, request, reply)
    // A handler that returns nothing answers with `reply.send`, now or later. Fastify waits for it.
    return result === undefined ? reply : result
  }
}

/** Whether the handler may run. If not, the refusal has been sent. */
function guarded(
  api: AdaptableApi,
  options: GuardOptions,
  request: AnyRequest,
  reply: FastifyLikeReply,
): Awaitable<boolean> {
  return mapAwaitable(
    guard(api, viewOfFastify(request, request.originalUrl), options),
    (outcome) => {
      if (!outcome.ok)
        return sendResponse(outcome.response, outgoingOfFastify(reply)).then(() => false)
      setPrivateHeaders(outgoingOfFastify(reply), outcome.headers)
      setUser(request, outcome.authentication, options)
      return true
    },
  )
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
  return api.authenticate(viewOfFastify(request, request.originalUrl), options)
}

/**
 * The token routes, as a plugin.
 *
 * @example
 * app.register(tokenRoutes(api), { prefix: '/token' })
 */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): FastifyPluginCallback {
  const checked = readRouteOptions(api, options)
  return (scope, _options, done) => {
    // The token routes read the body themselves, whatever parsers the application has.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    const below = belowSegments(scope.prefix)
    scope.all('/*', async (request, reply) => {
      const target = below(originForm(request.url))
      const answer = await route(api, viewOfFastify(request, target), checked)
      await sendResponse(answer, outgoingOfFastify(reply))
      return reply
    })
    done()
  }
}
