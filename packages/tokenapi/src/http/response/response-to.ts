/**
 * A response; to HEAD its fields alone, with the length that its body would have (RFC 9110 §8.6). Without
 * that some servers say that the body would be empty.
 */
export function responseTo(
  method: string,
  body: string | ArrayBuffer | null,
  init: ResponseInit,
): Response {
  if (method !== 'HEAD' || body === null) return new Response(body, init)
  const response = new Response(null, init)
  const { byteLength } = typeof body === 'string' ? new TextEncoder().encode(body) : body
  response.headers.set('content-length', String(byteLength))
  return response
}
