/** Keeps the responses of guarded routes out of shared caches: each is for one caller (RFC 9111 §3.5). */

/** The headers of every response that the library makes itself (RFC 6750 §5.3). */
export const PRIVATE_HEADERS = {
  'cache-control': 'no-store',
  'vary': 'Authorization',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

/** Further fields for the response of one guarded handler: see `urlTokenHeaders`. */
export type GuardHeaders = Readonly<Record<string, string>>

/** A handler's response, with `no-store` unless it has a `Cache-Control` of its own. */
export function withPrivateHeaders(response: Response, further?: GuardHeaders): Response {
  try {
    addTo(response.headers, further)
    return response
  } catch {
    // The headers of a response from `fetch` are immutable; those of a copy are not.
    const copy = new Response(response.body, response)
    addTo(copy.headers, further)
    return copy
  }
}

function addTo(headers: Headers, further: GuardHeaders | undefined): void {
  for (const name in further) headers.set(name, further[name] as string)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (!VARIES.test(headers.get('vary') ?? '')) headers.append('vary', 'Authorization')
}

const VARIES = /\*|authorization/i

/** A response whose headers are set one by one, as `ServerResponse` of Node. */
export interface HeaderTarget {
  getHeader(name: string): unknown
  setHeader(name: string, value: string): unknown
}

/** Sets the headers before a handler runs, which may replace them. */
export function setPrivateHeaders(response: HeaderTarget, further?: GuardHeaders): void {
  for (const name in further) response.setHeader(name, further[name] as string)
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Vary', varyWith(response.getHeader('Vary'), 'Authorization'))
}

/**
 * Adds the headers to a record, whatever the case of its names.
 *
 * @param hasRule whether the framework adds a `Cache-Control` of its own
 */
export function addPrivateHeaders(
  headers: Record<string, unknown>,
  hasRule = false,
  further?: GuardHeaders,
): void {
  const spelled = (name: string): string =>
    Object.keys(headers).find((key) => key.toLowerCase() === name) ?? name
  for (const name in further) headers[spelled(name)] = further[name]
  if (!hasRule) headers[spelled('cache-control')] ??= 'no-store'
  headers[spelled('vary')] = varyWith(headers[spelled('vary')], 'Authorization')
}

/** The value of a `Vary` field with these names added to it (RFC 9110 §12.5.5). */
export function varyWith(present: unknown, added: string): string {
  if (present === undefined || present === '') return added
  const names = [present].flat().map(String).join(', ')
  if (names.includes('*')) return '*'
  const has = new Set(names.toLowerCase().split(/\s*,\s*/))
  const missing = added.split(', ').filter((name) => !has.has(name.toLowerCase()))
  return [names, ...missing].join(', ')
}
