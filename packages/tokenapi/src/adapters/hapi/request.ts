import type { Request } from '@hapi/hapi'

import { viewOfIncoming } from '../../http/view/incoming-view.js'
import type { RequestView } from '../../http/view/request-view.js'

/** The part of a request that is used here. */
export type AnyRequest = Pick<Request, 'raw' | 'payload' | 'info'>

/** The view of a hapi request. */
export function viewOf(request: AnyRequest, target: string = urlOf(request)): RequestView {
  const { req, res } = request.raw
  const view = viewOfIncoming(req, target, request.payload, {
    get ip() {
      return request.info.remoteAddress
    },
    get id() {
      return request.info.id
    },
  })
  if (req.headers.expect === undefined || request.payload !== undefined) return view
  return {
    ...view,
    body: (limit) => {
      // hapi sends 100 Continue after authentication. Sending it twice is allowed (RFC 9110 §15.2).
      res.writeContinue()
      return view.body(limit)
    },
  }
}

/** The request's URL as sent: `request.url` may have been rewritten. */
export function urlOf({ raw }: AnyRequest): string {
  return raw.req.url ?? '/'
}
