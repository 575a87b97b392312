import { SHORTEST_TOKEN, readAccessToken } from '../../core/access/access-token.js'
import type { ApiContext } from '../api-context.js'
import { type RequestView, pathOf, queryOf } from '../view/request-view.js'
import { readQuery } from '../body/url-encoded.js'

/** Since when access tokens in URLs are deprecated: the first release that has access tokens. */
const SINCE = Date.UTC(2026, 0, 1) / 1_000

/** RFC 9745; and no page that is opened from here learns the URL. */
const HEADERS = { 'deprecation': `@${SINCE}`, 'referrer-policy': 'no-referrer' } as const

/**
 * Header fields for the response to a request whose URL holds an access token; `undefined` for other requests. URLs are
 * in logs and histories. Classic tokens are in them as in the original.
 */
export function urlTokenHeaders(
  { target }: Pick<RequestView, 'target'>,
  context: Pick<ApiContext, 'limits' | 'tokenPrefixes'>,
): Readonly<Record<string, string>> | undefined {
  const { tokenPrefixes } = context
  if (tokenPrefixes.length === 0 || target.length < SHORTEST_TOKEN) return undefined
  const texts = [tokenInQuery(target, context), ...pathOf(target).split('/').map(decoded)]
  const has = texts.some((text) => text !== undefined && readAccessToken(text, tokenPrefixes))
  return has ? HEADERS : undefined
}

/** The same response, with the fields that it needs. */
export function withUrlTokenHeaders(
  response: Response,
  view: Pick<RequestView, 'target'>,
  context: Pick<ApiContext, 'limits' | 'tokenPrefixes'>,
): Response {
  const headers = Object.entries(urlTokenHeaders(view, context) ?? {})
  for (const [name, value] of headers) response.headers.set(name, value)
  return response
}

function tokenInQuery(target: string, { limits }: Pick<ApiContext, 'limits'>): string | undefined {
  const query = queryOf(target)
  if (query === '' || target.length > limits.url) return undefined
  try {
    return readQuery(query, limits).get('token')
  } catch {
    // Too many fields: no token is read from them.
    return undefined
  }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
