/** The requests and answers of Express and of Fastify, in one shape. */
import { type FastifyLikeRequest, viewOfFastify } from '../../http/fastify-view.js'
import { type IncomingRequest, viewOfIncoming } from '../../http/incoming-view.js'
import type { RequestView } from '../../http/request-view.js'
import type { OutgoingResponse } from '../../http/send-response.js'

/** A request of Express, or what Nest's middleware sees of one on either platform. */
export type PlainRequest = IncomingRequest & { readonly originalUrl?: string | undefined }

/** The part of a Fastify request that is used here. */
interface FastifyRequest extends FastifyLikeRequest {
  readonly raw: PlainRequest
  readonly originalUrl: string
}

/** The part of a Fastify reply that is used here. */
interface FastifyReply {
  code(status: number): unknown
  getHeader(name: string): unknown
  header(name: string, value: string | string[]): unknown
  send(body?: Uint8Array): unknown
}

/** A request as Nest's platforms have it. */
export type NestRequest = PlainRequest | FastifyRequest

export function viewOf(request: NestRequest): RequestView {
  if ('raw' in request) return viewOfFastify(request, request.originalUrl)
  return viewOfIncoming(request, request.originalUrl ?? request.url ?? '/')
}

/** Fastify's reply is answered through itself, so that its hooks run and its headers go out. */
export function outgoingOf(response: OutgoingResponse | FastifyReply): OutgoingResponse {
  if (!('send' in response && 'code' in response)) return response
  return {
    set statusCode(status: number) {
      response.code(status)
    },
    getHeader: (name) => response.getHeader(name),
    setHeader: (name, value) => response.header(name, value),
    end: (body) => response.send(body),
  }
}
