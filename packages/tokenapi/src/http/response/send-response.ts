import { varyWith } from './cache-headers.js'

/** The part of a Node `ServerResponse` that is used here. */
export interface OutgoingResponse {
  statusCode: number
  getHeader(name: string): unknown
  setHeader(name: string, value: string | string[]): unknown
  end(body?: Uint8Array): unknown
}

/** Sends a standard `Response` over a Node response. Its `Vary` is added to the one already set. */
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
