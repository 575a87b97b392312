import type { OutgoingResponse } from '../response/send-response.js'

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
  return new FastifyOutgoing(reply)
}

/**
 * A class: with an object literal that has a setter, made for each request, garbage collection took three times as
 * long (190 ms instead of 60 ms in three seconds of requests over SQLite).
 */
class FastifyOutgoing implements OutgoingResponse {
  readonly #reply: FastifyLikeReply

  constructor(reply: FastifyLikeReply) {
    this.#reply = reply
  }

  set statusCode(status: number) {
    this.#reply.code(status)
  }

  getHeader(name: string): unknown {
    return this.#reply.getHeader(name)
  }

  setHeader(name: string, value: string | string[]): unknown {
    return this.#reply.header(name, value)
  }

  end(body?: Uint8Array): unknown {
    return this.#reply.send(body)
  }
}
