/** Requests and responses of Express and Fastify. */
import { type FastifyLikeReply, outgoingOfFastify } from '../../http/view/fastify-reply.js'
import { type FastifyLikeRequest, viewOfFastify } from '../../http/view/fastify-view.js'
import { type IncomingRequest, viewOfIncoming } from '../../http/view/incoming-view.js'
import type { RequestView } from '../../http/view/request-view.js'
import type { OutgoingResponse } from '../../http/response/send-response.js'

/** A request of Express, or of Nest's middleware on either platform. */
export type PlainRequest = IncomingRequest & { readonly originalUrl?: string | undefined }

/** The part of a Fastify request that is used here. */
interface FastifyRequest extends FastifyLikeRequest {
  readonly raw: PlainRequest
  readonly originalUrl: string
}

/** A request of either platform. */
export type NestRequest = PlainRequest | FastifyRequest

export function viewOf(request: NestRequest): RequestView {
  if ('raw' in request) return viewOfFastify(request, request.originalUrl)
  return viewOfIncoming(request, request.originalUrl ?? request.url ?? '/')
}

/** The response of either platform as an outgoing response. */
export function outgoingOf(response: OutgoingResponse | FastifyLikeReply): OutgoingResponse {
  return 'send' in response && 'code' in response ? outgoingOfFastify(response) : response
}
