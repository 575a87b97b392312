/** Express 4 and 5. Body parsers may stand before the guard, behind it, or nowhere. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'

import type { Authentication } from '../core/authenticate.js'
import { isLater, whenThere } from '../core/awaitable.js'
import type { TokenApi } from '../core/token-api.js'
import type { User } from '../core/user.js'
import { carry } from '../http/carrier.js'
import { guardArguments } from '../http/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardOptions,
  RequiredOptions,
  UserFor,
} from '../http/guard-options.js'
import { type IncomingRequest, viewOfIncoming } from '../http/incoming-view.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import { errorOf } from '../http/rejection.js'
import { originForm } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { type OutgoingResponse, keepPrivate, sendResponse } from '../http/send-response.js'

declare global {
  namespace Express {
    interface Request {
      /** The user whom the guard let in. Set behind `tokenRequired`, and only there. */
      user: User
      /** What the guard concluded: the user, and what is known of the token. */
      authentication: Authentication
    }
  }
}

type Params = Request['params']

/** The request that a handler behind the guard sees. */
export type GuardedRequest<O = object, P = Params> = Omit<Request<P>, 'user' | 'authentication'> & {
  readonly user: UserFor<O>
  readonly authentication: AuthenticationFor<O>
}

/** A handler behind the guard. */
export type GuardedHandler<O = object, P = Params> = (
  req: GuardedRequest<O, P> & Request<P>,
  res: Response,
  next: NextFunction,
) => unknown

/** A handler behind an optional guard: `req.user` may be `undefined`. */
export type OptionalHandler<O, P = Params> = (
  req: GuardedRequest<O, P>,
  res: Response,
  next: NextFunction,
) => unknown

type AnyRequest = IncomingRequest & Pick<Request, 'originalUrl'>

/** The guard as middleware. It asks nothing of a request's parameters, so that a view keeps their types. */
export type GuardMiddleware = (req: AnyRequest, res: OutgoingResponse, next: NextFunction) => void

type Guard = Pick<TokenApi, 'guard'>

/**
 * The guard, as middleware before a view or wrapped around one. The view runs with `req.user`, or the
 * caller gets the refusal: 401, 403, 400, or 503 where we cannot tell. `optional: true` wraps a
 * handler: behind middleware Express's types could not say that there may be no user.
 */
export function tokenRequired<P = Params>(
  api: Guard,
  handler: GuardedHandler<object, P>,
): RequestHandler<P>
export function tokenRequired<const O extends RequiredOptions, P = Params>(
  api: Guard,
  options: O,
  handler: GuardedHandler<object, P>,
): RequestHandler<P>
export function tokenRequired<const O extends GuardOptions, P = Params>(
  api: Guard,
  options: O,
  handler: OptionalHandler<O, P>,
): RequestHandler<P>
export function tokenRequired(api: Guard, options?: RequiredOptions): GuardMiddleware
export function tokenRequired(
  api: Guard,
  first?: GuardOptions | RequestHandler,
  second?: RequestHandler,
): RequestHandler {
  const { options, handler = passOn } = guardArguments(api, first, second)
  return (req, res, next) => {
    const handled = whenThere(
      api.guard(viewOfIncoming(req, req.originalUrl), options),
      (outcome) => {
        if (!outcome.ok) return sendResponse(outcome.response, res)
        keepPrivate(res)
        carry(req, outcome.authentication)
        return handler(req, res, next)
      },
    )
    if (isLater(handled)) handled.catch((reason: unknown) => next(errorOf(reason)))
  }
}

const passOn: RequestHandler = (_req, _res, next) => next()

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object>(
  api: Pick<TokenApi, 'authenticate'>,
  req: AnyRequest,
  options?: O,
): Promise<AuthenticationFor<O>> {
  return api.authenticate(viewOfIncoming(req, req.originalUrl), options)
}

/** The token routes, to be mounted: `app.use('/token', tokenRoutes(api))`. */
export function tokenRoutes(api: Pick<TokenApi, 'route'>, options?: RouteOptions): RequestHandler {
  const checked = readRouteOptions(api, options)
  return (req, res, next) => {
    api
      .route(viewOfIncoming(req, originForm(req.url)), checked)
      .then((response) => sendResponse(response, res))
      .catch((reason: unknown) => next(errorOf(reason)))
  }
}
