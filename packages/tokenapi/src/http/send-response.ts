/** The part of a Node `ServerResponse` that is used here. */
export interface OutgoingResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body?: Uint8Array): unknown
}

/** Sends a standard `Response` over a Node response. */
export async function sendResponse(response: Response, outgoing: OutgoingResponse): Promise<void> {
  const body = response.body === null ? undefined : new Uint8Array(await response.arrayBuffer())
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) outgoing.setHeader(name, value)
  outgoing.end(body)
}
