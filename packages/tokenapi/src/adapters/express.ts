/** Express 4 and 5. Body parsers may run before the guard, after it, or not at all. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { isLater, mapAwaitable } from '../core/runtime/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { setUser } from '../http/guard/carrier.js'
import type { GlobalUser } from '../http/global-types.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardedFields,
  GuardOptions,
  UserPropertyOf,
} from '../http/guard/guard-options.js'
import { type IncomingRequest, viewOfIncoming } from '../http/view/incoming-view.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import { errorOf } from '../http/refusal/rejection.js'
import { originForm } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { setPrivateHeaders } from '../http/response/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../http/response/send-response.js'

/** Fields of every request. They are optional, since a route may have no guard; a wrapped handler always has them. */
export interface RequestFields {
  /** The user of the guard. Other type packages, such as passport's, may declare another type. */
  user?: GlobalUser<Express.User | undefined>
  /** The user and the token that the guard verified. */
  authentication?: Authentication | undefined
}

/** Empty with `@types/passport`, which declares a user whose members the application adds. */
export type ExpressUser = Express.Request extends { isAuthenticated: unknown } ? object : User

declare global {
  namespace Express {
    interface User extends ExpressUser {}
    interface Request extends RequestFields {}
  }
}

type Params = Request['params']

/** The request of a guarded handler. */
export type GuardedRequest<O = object, P = Params, A = object> = Omit<
  Request<P>,
  UserPropertyOf<O> | 'authentication'
> &
  GuardedFields<O, A>

/** A guarded handler. */
export type GuardedHandler<O = object, P = Params, A = object> = (
  req: GuardedRequest<O, P, A>,
  res: Response,
  next: NextFunction,
) => unknown

type AnyRequest = IncomingRequest & Pick<Request, 'originalUrl'>

/** The guard as middleware. It does not constrain the path parameters, so the next handler keeps their types. */
export type GuardMiddleware = (req: AnyRequest, res: OutgoingResponse, next: NextFunction) => void

type AnyHandler = (req: never, res: Response, next: NextFunction) => unknown

/**
 * The guard: middleware, or a wrapper around one handler. The handler runs with `req.user`, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown. In a wrapped handler the type of
 * `req.user` is exact; after middleware it is optional, because Express has one request type for all routes.
 *
 * @example
 * app.get('/index.json', tokenRequired(api, (req, res) => res.json({ hello: req.user.username })))
 * app.use('/private', tokenRequired(api))
 */
export function tokenRequired<P = Params, A = object>(
  api: AdaptableApi<A>,
  handler: GuardedHandler<object, P, A>,
): RequestHandler<P>
export function tokenRequired<const O extends GuardOptions, P = Params, A = object>(
  api: AdaptableApi<A>,
  options: O,
  handler: GuardedHandler<O, P, A>,
): RequestHandler<P>
export function tokenRequired(api: AdaptableApi, options?: GuardOptions): GuardMiddleware
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | AnyHandler,
  second?: AnyHandler,
): RequestHandler {
  const { options, handler: given } = guardArguments(api, first, second)
  // The overloads give the handler the request type that follows from the options.
  const handler = (given ?? passOn) as RequestHandler
  return (req, res, next) => {
    const handled = mapAwaitable(
      guard(api, viewOfIncoming(req, req.originalUrl), options),
      (outcome) => {
        if (!outcome.ok) return sendResponse(outcome.response, res)
        setPrivateHeaders(res, outcome.headers)
        setUser(req, outcome.authentication, options)
        return handler(req, res, next)
      },
    )
    if (isLater(handled)) handled.catch((reason: unknown) => next(errorOf(reason)))
  }
}

const passOn: RequestHandler = (_req, _res, next) => next()

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, req)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  req: AnyRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOfIncoming(req, req.originalUrl), options)
}

/**
 * The token routes, mounted below any path.
 *
 * @example
 * app.use('/token', tokenRoutes(api))
 */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): RequestHandler {
  const checked = readRouteOptions(api, options)
  return (req, res, next) => {
    route(api, viewOfIncoming(req, originForm(req.url)), checked)
      .then((response) => sendResponse(response, res))
      .catch((reason: unknown) => next(errorOf(reason)))
  }
}
