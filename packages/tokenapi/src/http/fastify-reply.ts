import type { OutgoingResponse } from './send-response.js'

/** The part of a Fastify reply that is used here, in Fastify and in Nest on top of it. */
export interface FastifyLikeReply {
  code(status: number): unknown
  getHeader(name: string): unknown
  header(name: string, value: unknown): unknown
  send(body?: Uint8Array): unknown
}

/**
 * The reply as an outgoing response, so that Fastify's hooks run. Fastify sends bytes unchanged and adds no
 * content type.
 */
export function outgoingOfFastify(reply: FastifyLikeReply): OutgoingResponse {
  return {
    set statusCode(status: number) {
      reply.code(status)
    },
    getHeader: (name) => reply.getHeader(name),
    setHeader: (name, value) => reply.header(name, value),
    end: (body) => reply.send(body),
  }
}
