import type { Authentication } from '../core/authenticate.js'
import type { GuardOutcome } from './guard.js'

/** The handler behind a guard. What it answers is kept from caches, unless it says otherwise. */
export function guardHandler(
  guard: (request: Request) => Promise<GuardOutcome>,
  handler: (request: Request, authentication: Authentication) => Response | Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const outcome = await guard(request)
    if (!outcome.ok) return outcome.response
    const response = keptPrivate(await handler(request, outcome.authentication))
    // RFC 9110 §9.3.2: the fields of a GET, no content.
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
}

function keptPrivate(response: Response): Response {
  const { headers } = response
  const varies = headers.get('vary')
  if (headers.has('cache-control') && varies !== null && /\*|authorization/i.test(varies)) {
    return response
  }
  const answer = writable(response)
  if (!headers.has('cache-control')) answer.headers.set('cache-control', 'no-store')
  if (varies === null || !/\*|authorization/i.test(varies)) {
    answer.headers.append('vary', 'Authorization')
  }
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
