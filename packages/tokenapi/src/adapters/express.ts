/** Express 4 and 5. Body parsers may stand before the guard, behind it, or nowhere. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'

import type { TokenApi } from '../core/token-api.js'
import type { User } from '../core/user.js'
import { viewOfIncoming } from '../http/incoming-view.js'
import { sendResponse } from '../http/send-response.js'

declare global {
  namespace Express {
    interface Request {
      /** The user whom the guard let in. Set behind `tokenRequired`, and only there. */
      user: User
    }
  }
}

/** A handler behind the guard; `req.user` is the user. */
export type GuardedHandler = (req: Request, res: Response, next: NextFunction) => unknown

/**
 * The guard, as middleware before a view or wrapped around one. The view runs with `req.user`, or the
 * caller gets the refusal: 401, 403, 400, or 503 where we cannot tell.
 */
export function tokenRequired(
  api: Pick<TokenApi, 'guard'>,
  handler: GuardedHandler = (_req, _res, next) => next(),
): RequestHandler {
  return (req, res, next) => {
    guarded(api, req, res)
      .then((passed) => (passed ? handler(req, res, next) : undefined))
      .catch(next)
  }
}

async function guarded(
  api: Pick<TokenApi, 'guard'>,
  req: Request,
  res: Response,
): Promise<boolean> {
  const outcome = await api.guard(viewOfIncoming(req, req.originalUrl))
  if (!outcome.ok) {
    await sendResponse(outcome.response, res)
    return false
  }
  res.setHeader('Cache-Control', 'no-store')
  res.vary('Authorization')
  req.user = outcome.authentication.user
  return true
}

/** The token routes, to be mounted: `app.use('/token', tokenRoutes(api))`. */
export function tokenRoutes(api: Pick<TokenApi, 'route'>): RequestHandler {
  return (req, res, next) => {
    api
      .route(viewOfIncoming(req, req.url))
      .then((response) => sendResponse(response, res))
      .catch(next)
  }
}
