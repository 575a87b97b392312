/** Where the request is, and where its user goes, in each kind of context that Nest has. */
import type { ExecutionContext } from '@nestjs/common'

import { ConfigError } from '../../core/errors.js'
import type { Carrier } from '../../http/carrier.js'
import type { NestRequest } from './request.js'

interface WithRequest {
  readonly req?: NestRequest & Carrier
  readonly request?: NestRequest & Carrier
  readonly reply?: { readonly request?: NestRequest & Carrier }
}

export interface Place {
  readonly request: NestRequest
  readonly carrier: Carrier
}

/**
 * HTTP: the request. GraphQL: the one in its context. WebSocket: the client, and the request that
 * opened the connection at `client.request`, where socket.io keeps it. Throws `ConfigError` where there
 * is none: nobody is let in unseen.
 */
export function placeOf(context: ExecutionContext): Place {
  const type: string = context.getType()
  if (type === 'http') {
    // What `switchToHttp()` gives too, by three functions made for each call.
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
    `a guard of tokenapi found no request in a context of the kind "${type}": GraphQL's context must hold \`req\`, a gateway's client \`request\``,
  )
}
