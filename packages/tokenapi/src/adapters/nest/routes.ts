import type { TokenApi } from '../../core/token-api.js'
import { viewOfIncoming } from '../../http/incoming-view.js'
import { errorOf } from '../../http/rejection.js'
import { type OutgoingResponse, sendResponse } from '../../http/send-response.js'
import type { PlainRequest } from './request.js'

/** Middleware as Nest runs it on either platform: before the guards, on Node's own request. */
export type Middleware = (
  request: PlainRequest,
  response: OutgoingResponse,
  next: (error?: unknown) => void,
) => void

/** Answers with the token routes; `target` is the part below the mount. */
export function routesAt(
  api: Pick<TokenApi, 'route'>,
  target: string,
  request: PlainRequest,
  response: OutgoingResponse,
  next: (error?: unknown) => void,
): void {
  api
    .route(viewOfIncoming(request, target))
    .then((answer) => sendResponse(answer, response))
    .catch((reason: unknown) => next(errorOf(reason)))
}
