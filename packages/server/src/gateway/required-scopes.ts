/** The scopes that the configuration of the proxy requires for a location. */
import type { IncomingMessage } from 'node:http'

import { isScope } from 'tokenapi'

import type { Dialect } from './dialects.js'

/** Envoy: the query string is the client's, and this header is set by the proxy. */
export const SCOPES_HEADER = 'x-tokenapi-scopes'

/** The proxy asked in a way that no client can cause where it is configured as printed: the answer is a 503. */
class MisaskedError extends Error {
  override readonly name = 'MisaskedError'
}

/**
 * The scopes of every parameter `scopes`, separated by spaces. Where a proxy appends the client's query string, a client can
 * require more of its own token, and never less. Throws `MisaskedError` for what is not a scope.
 */
export function requiredScopes(request: IncomingMessage, dialect: Dialect): readonly string[] {
  const lists = dialect.original === undefined ? headerOf(request) : queryOf(request)
  const scopes = lists.flatMap((list) => list.split(' ')).filter((scope) => scope !== '')
  const wrong = scopes.find((scope): boolean => !isScope(scope))
  if (wrong === undefined) return scopes
  throw new MisaskedError(
    `the proxy requires the scope ${JSON.stringify(wrong.slice(0, 100))}, which no token can have: mend it in the proxy's configuration`,
  )
}

function headerOf({ headersDistinct }: IncomingMessage): readonly string[] {
  return headersDistinct[SCOPES_HEADER] ?? []
}

function queryOf({ url = '' }: IncomingMessage): readonly string[] {
  const mark = url.indexOf('?')
  return mark < 0 ? [] : new URLSearchParams(url.slice(mark + 1)).getAll('scopes')
}
