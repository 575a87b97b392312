const VARIES = /\*|authorization/i

/**
 * The response, kept from caches that it names no rule for: it is for one caller alone (RFC 9111 §3.5).
 */
export function keptPrivate(response: Response): Response {
  try {
    keep(response.headers)
    return response
  } catch {
    // The headers of what `fetch` gave may not be changed: those of a copy may.
    const copy = new Response(response.body, response)
    keep(copy.headers)
    return copy
  }
}

function keep(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (!VARIES.test(headers.get('vary') ?? '')) headers.append('vary', 'Authorization')
}
