/** The request of each kind of Nest's contexts, and the object that gets its user. */
import type { ExecutionContext } from '@nestjs/common'

import { ConfigError } from '../../core/errors.js'
import type { Carrier } from '../../http/guard/carrier.js'
import type { NestRequest } from './request.js'

interface WithRequest {
  readonly req?: NestRequest & Carrier
  readonly request?: NestRequest & Carrier
  readonly reply?: { readonly request?: NestRequest & Carrier }
}

/** A request, and the object on which the guard sets its user. */
export interface ContextRequest {
  readonly request: NestRequest
  readonly carrier: Carrier
}

/**
 * The request of a context. HTTP: the request itself. GraphQL: the request in its context. WebSocket: the
 * request that opened the connection, at `client.request` as in socket.io; the user is set on the client.
 * Throws `ConfigError` for a context without a request, so that no such call passes unguarded.
 */
export function requestIn(context: ExecutionContext): ContextRequest {
  const type: string = context.getType()
  if (type === 'http') {
    const request = context.getArgByIndex<NestRequest & Carrier>(0)
    return { request, carrier: request }
  }
  if (type === 'graphql') {
    const shared = context.getArgByIndex<WithRequest | undefined>(2)
    const request = shared?.req ?? shared?.request ?? shared?.reply?.request
    if (request !== undefined) return { request, carrier: request }
  }
  if (type === 'ws') {
    const client = context.switchToWs().getClient<Carrier & { readonly request?: NestRequest }>()
    if (client.request !== undefined) return { request: client.request, carrier: client }
  }
  throw new ConfigError(
    `tokenapi found no request in a context of type "${type}": set \`req\` on the context of GraphQL, or \`request\` on the client of a gateway`,
  )
}
