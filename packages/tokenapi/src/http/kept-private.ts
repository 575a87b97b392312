const VARIES = /\*|authorization/i

/**
 * The response, kept from caches that it names no rule for: it is for one caller alone (RFC 9111 §3.5).
 */
export function keptPrivate(response: Response): Response {
  const { headers } = response
  const varies = VARIES.test(headers.get('vary') ?? '')
  if (varies && headers.has('cache-control')) return response
  const answer = writable(response)
  if (!headers.has('cache-control')) answer.headers.set('cache-control', 'no-store')
  if (!varies) answer.headers.append('vary', 'Authorization')
  return answer
}

/** The response itself, or a copy where its headers may not be changed (one that `fetch` gave). */
function writable(response: Response): Response {
  try {
    response.headers.delete('x-tokenapi-probe')
    return response
  } catch {
    return new Response(response.body, response)
  }
}
