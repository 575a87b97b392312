/** Fastify 5: the guard is a hook, or wraps one handler; the token routes are a plugin. */
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { type Awaitable, isLater, whenThere } from '../core/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { carry } from '../http/carrier.js'
import { type FastifyLikeRequest, viewOfFastify } from '../http/fastify-view.js'
import type { GlobalUser } from '../http/global-types.js'
import { guardArguments } from '../http/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardedFields,
  GuardOptions,
  UserPropertyOf,
} from '../http/guard-options.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import { errorOf } from '../http/rejection.js'
import { originForm } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { keepPrivate } from '../http/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../http/send-response.js'

/** What every request may have: a route without a guard has no user. A handler that is wrapped has one. */
export interface RequestFields {
  /** The user whom the guard let in. */
  user?: GlobalUser<User | undefined>
  /** What the guard concluded: the user, and what is known of the token. */
  authentication?: Authentication | undefined
}

declare module 'fastify' {
  interface FastifyRequest extends RequestFields {}
}

/** The part of a request, of HTTP/1 or HTTP/2, that is used here. */
type AnyRequest = Pick<FastifyRequest, 'originalUrl'> & FastifyLikeRequest
/** The part of a reply that is used here. */
interface AnyReply {
  code(status: number): unknown
  getHeader(name: string): unknown
  header(name: string, value: unknown): unknown
  send(payload?: Uint8Array): unknown
}

/** A hook for `onRequest`, `preValidation` or `preHandler`, of a route or of a whole scope. */
export type GuardHook = (
  request: AnyRequest,
  reply: AnyReply,
  done: (error?: Error) => void,
) => void

/** The request that a handler behind the guard sees. */
export type GuardedRequest<O = object, R = FastifyRequest, A = object> = Omit<
  R,
  UserPropertyOf<O> | 'authentication'
> &
  GuardedFields<O, A>

/** What a route of an instance hands to its handler, where nothing says more of the route. */
type RequestOf<S> =
  S extends FastifyInstance<infer Server, infer Raw> ? FastifyRequest<object, Server, Raw> : never
type ReplyOf<S> =
  S extends FastifyInstance<infer Server, infer Raw, infer RawReply>
    ? FastifyReply<object, Server, Raw, RawReply>
    : never
type Handler<This, Request, Reply, Result> = (this: This, request: Request, reply: Reply) => Result

/**
 * The guard, as a hook before a view or wrapped around one. The view runs with `request.user`, or the
 * caller gets the refusal: 401, 403, 400, or 503 where we cannot tell. Types know the user of a handler
 * that is wrapped; behind a hook Fastify has one type for the requests of all routes.
 */
export function tokenRequired<
  S = FastifyInstance,
  R extends AnyRequest = RequestOf<S>,
  P extends AnyReply = ReplyOf<S>,
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
  P extends AnyReply = ReplyOf<S>,
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
  // What the handler sees follows from the options, as the types above say.
  return handler === undefined ? hook(api, options) : wrapped(api, options, handler as AnyHandler)
}

type AnyHandler = Handler<unknown, AnyRequest, AnyReply, unknown>

function hook(api: AdaptableApi, options: GuardOptions): GuardHook {
  // With `done`, as a promise would be kept as soon as a refused caller hangs up, and Fastify would
  // go on to the view.
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
    // Without a promise it answers by `reply.send`, now or later: Fastify waits for that.
    return result === undefined ? reply : result
  }
}

/** Whether the view may run; if not, the refusal is on its way. */
function guarded(
  api: AdaptableApi,
  options: GuardOptions,
  request: AnyRequest,
  reply: AnyReply,
): Awaitable<boolean> {
  return whenThere(guard(api, viewOfFastify(request, request.originalUrl), options), (outcome) => {
    if (!outcome.ok) return sendResponse(outcome.response, outgoingOf(reply)).then(() => false)
    keepPrivate(outgoingOf(reply))
    carry(request, outcome.authentication, options)
    return true
  })
}

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: AnyRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOfFastify(request, request.originalUrl), options)
}

/** The token routes, a plugin: `app.register(tokenRoutes(api), { prefix: '/token' })`. */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): FastifyPluginCallback {
  const checked = readRouteOptions(api, options)
  return (scope, _options, done) => {
    // Whatever parsers the application has or lacks, the body is left to us, and unread where it is
    // not asked for.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    // By segments, as the prefix may have parameters.
    const depth = scope.prefix.split('/').length - 1
    const mount = new RegExp(`^(?:/+[^/?#]+){${depth}}`)
    scope.all('/*', async (request, reply) => {
      const target = originForm(request.url).replace(mount, '')
      const answer = await route(api, viewOfFastify(request, target), checked)
      await sendResponse(answer, outgoingOf(reply))
      return reply
    })
    done()
  }
}

/** Sends bytes, which Fastify neither serialises nor gives a content type of its own. */
function outgoingOf(reply: AnyReply): OutgoingResponse {
  const outgoing: OutgoingResponse = {
    statusCode: 200,
    getHeader: (name) => reply.getHeader(name),
    setHeader: (name, value) => reply.header(name, value),
    end: (body) => {
      reply.code(outgoing.statusCode)
      reply.send(body)
    },
  }
  return outgoing
}
