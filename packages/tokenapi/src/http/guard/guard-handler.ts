import type { Awaitable } from '../../core/runtime/awaitable.js'
import type { GuardOutcome } from './guard.js'
import { withPrivateHeaders } from '../response/cache-headers.js'

/**
 * The handler behind a guard. Whatever else a framework gives it (a context, an environment) comes
 * after the authentication. What it answers is kept from caches, unless it says otherwise.
 */
export function guardHandler<R extends Request, A, Rest extends unknown[]>(
  guard: (request: R) => Awaitable<GuardOutcome<A>>,
  handler: (request: R, authentication: A, ...rest: Rest) => Response | Promise<Response>,
): (request: R, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const outcome = await guard(request)
    if (!outcome.ok) return outcome.response
    const response = withPrivateHeaders(
      await handler(request, outcome.authentication, ...rest),
      outcome.headers,
    )
    // RFC 9110 §9.3.2: the fields of a GET, no content.
    if (request.method !== 'HEAD') return response
    // Stops the source of the body.
    response.body?.cancel().catch(() => {})
    return new Response(null, response)
  }
}
