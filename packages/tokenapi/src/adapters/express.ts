/** Express 4 and 5. Body parsers may stand before the guard, behind it, or nowhere. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { isLater, whenThere } from '../core/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { carry } from '../http/carrier.js'
import type { GlobalUser } from '../http/global-types.js'
import { guardArguments } from '../http/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardedFields,
  GuardOptions,
  UserPropertyOf,
} from '../http/guard-options.js'
import { type IncomingRequest, viewOfIncoming } from '../http/incoming-view.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import { errorOf } from '../http/rejection.js'
import { originForm } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { keepPrivate } from '../http/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../http/send-response.js'

/** What every request may have: a route without a guard has no user. A handler that is wrapped has one. */
export interface RequestFields {
  /** The user whom the guard let in; with passport's types, or others, whom they say. */
  user?: GlobalUser<Express.User | undefined>
  /** What the guard concluded: the user, and what is known of the token. */
  authentication?: Authentication | undefined
}

/** Passport declares a user of its own, to which the application gives its members. */
export type ExpressUser = Express.Request extends { isAuthenticated: unknown } ? object : User

declare global {
  namespace Express {
    interface User extends ExpressUser {}
    interface Request extends RequestFields {}
  }
}

type Params = Request['params']

/** The request that a handler behind the guard sees. */
export type GuardedRequest<O = object, P = Params, A = object> = Omit<
  Request<P>,
  UserPropertyOf<O> | 'authentication'
> &
  GuardedFields<O, A>

/** A handler behind the guard. */
export type GuardedHandler<O = object, P = Params, A = object> = (
  req: GuardedRequest<O, P, A>,
  res: Response,
  next: NextFunction,
) => unknown

type AnyRequest = IncomingRequest & Pick<Request, 'originalUrl'>

/** The guard as middleware. It asks nothing of a request's parameters, so that a view keeps their types. */
export type GuardMiddleware = (req: AnyRequest, res: OutgoingResponse, next: NextFunction) => void

type AnyHandler = (req: never, res: Response, next: NextFunction) => unknown

/**
 * The guard, as middleware before a view or wrapped around one. The view runs with `req.user`, or the
 * caller gets the refusal: 401, 403, 400, or 503 where we cannot tell. Types know the user of a handler
 * that is wrapped; behind middleware Express has one type for the requests of all routes.
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
  // What the handler sees follows from the options, as the types above say.
  const handler = (given ?? passOn) as RequestHandler
  return (req, res, next) => {
    const handled = whenThere(
      guard(api, viewOfIncoming(req, req.originalUrl), options),
      (outcome) => {
        if (!outcome.ok) return sendResponse(outcome.response, res)
        keepPrivate(res)
        carry(req, outcome.authentication, options)
        return handler(req, res, next)
      },
    )
    if (isLater(handled)) handled.catch((reason: unknown) => next(errorOf(reason)))
  }
}

const passOn: RequestHandler = (_req, _res, next) => next()

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  req: AnyRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOfIncoming(req, req.originalUrl), options)
}

/** The token routes, to be mounted: `app.use('/token', tokenRoutes(api))`. */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): RequestHandler {
  const checked = readRouteOptions(api, options)
  return (req, res, next) => {
    route(api, viewOfIncoming(req, originForm(req.url)), checked)
      .then((response) => sendResponse(response, res))
      .catch((reason: unknown) => next(errorOf(reason)))
  }
}
