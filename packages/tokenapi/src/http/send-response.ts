/** The part of a Node `ServerResponse` that is used here. */
export interface OutgoingResponse {
  statusCode: number
  getHeader(name: string): unknown
  setHeader(name: string, value: string | string[]): unknown
  end(body?: Uint8Array): unknown
}

/** Sends a standard `Response` over a Node response. What it is to vary on is added to what is there. */
export async function sendResponse(response: Response, outgoing: OutgoingResponse): Promise<void> {
  const body = response.body === null ? undefined : new Uint8Array(await response.arrayBuffer())
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') continue
    outgoing.setHeader(name, name === 'vary' ? varyWith(outgoing.getHeader(name), value) : value)
  }
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  outgoing.end(body)
}

/** Keeps what a guarded view will answer from caches, unless the view says otherwise. */
export function keepPrivate(outgoing: Pick<OutgoingResponse, 'getHeader' | 'setHeader'>): void {
  outgoing.setHeader('Cache-Control', 'no-store')
  outgoing.setHeader('Vary', varyWith(outgoing.getHeader('Vary'), 'Authorization'))
}

/** The same for headers in a record, however their names are spelled there. */
export function keepRecordPrivate(headers: Record<string, unknown>, hasRule = false): void {
  const spelled = (name: string): string =>
    Object.keys(headers).find((key) => key.toLowerCase() === name) ?? name
  if (!hasRule) headers[spelled('cache-control')] ??= 'no-store'
  headers[spelled('vary')] = varyWith(headers[spelled('vary')], 'Authorization')
}

/** A `Vary` field with these names added to what it holds (RFC 9110 §12.5.5). */
export function varyWith(present: unknown, added: string): string {
  if (present === undefined || present === '') return added
  const names = [present].flat().map(String).join(', ')
  if (names.includes('*')) return '*'
  const has = new Set(names.toLowerCase().split(/\s*,\s*/))
  const missing = added.split(', ').filter((name) => !has.has(name.toLowerCase()))
  return [names, ...missing].join(', ')
}
