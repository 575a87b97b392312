import { route } from '../../http/route.js'
import type { AdaptableApi } from '../../http/api-context.js'
import { viewOfIncoming } from '../../http/view/incoming-view.js'
import { errorOf } from '../../http/refusal/rejection.js'
import type { RouteOptions } from '../../http/route-options.js'
import { type OutgoingResponse, sendResponse } from '../../http/response/send-response.js'
import type { PlainRequest } from './request.js'

/** Middleware as Nest runs it on either platform: before the guards, with Node's request. */
export type Middleware = (
  request: PlainRequest,
  response: OutgoingResponse,
  next: (error?: unknown) => void,
) => void

/** Answers with the token routes. `target` is the part of the target below the mount. */
export function answerRoutes(
  api: AdaptableApi,
  options: RouteOptions,
): (target: string, ...given: Parameters<Middleware>) => void {
  return (target, request, response, next) => {
    route(api, viewOfIncoming(request, target), options)
      .then((answer) => sendResponse(answer, response))
      .catch((reason: unknown) => next(errorOf(reason)))
  }
}
