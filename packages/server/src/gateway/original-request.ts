import type { IncomingMessage } from 'node:http'

import type { RequestView } from 'tokenapi/adapter'

import type { Dialect } from './dialects.js'

// method = token          RFC 9110 §9.1
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}$/

/** The request that the proxy asks about, as a guard reads it: without a body. */
export function originalRequest(request: IncomingMessage, dialect: Dialect): RequestView {
  const method = dialect.original && fieldOf(request, dialect.original.method)
  return {
    method: method !== undefined && METHOD.test(method) ? method : (request.method ?? 'GET'),
    target: originalTarget(request, dialect),
    header: (name) => fieldOf(request, name),
    body: async () => new Uint8Array(),
  }
}

/** Without the header, the path of the gateway: its query string is the proxy's, and holds no credentials. */
function originalTarget(request: IncomingMessage, { path, original }: Dialect): string {
  if (original !== undefined) return fieldOf(request, original.target) ?? path
  return request.url?.slice(path.length) || '/'
}

/** All fields of one name: Node's `headers` has only the first `Authorization`, and two must be refused. */
function fieldOf({ headersDistinct }: IncomingMessage, name: string): string | undefined {
  return Object.hasOwn(headersDistinct, name) ? headersDistinct[name]?.join(', ') : undefined
}
