/** Plain node:http, and whatever hands out its requests and responses. */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Authentication } from '../core/authenticate.js'
import type { TokenApi } from '../core/token-api.js'
import { viewOfIncoming } from '../http/incoming-view.js'
import { sendResponse } from '../http/send-response.js'

/** A listener behind the guard. */
export type GuardedListener = (
  request: IncomingMessage,
  response: ServerResponse,
  authentication: Authentication,
) => unknown

/** A listener as `http.createServer` takes it; resolves when the answer is on its way. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * The listener behind the guard: it runs with the user, or the caller gets the refusal. Rejects only
 * where the listener itself throws.
 */
export function tokenRequired(api: Pick<TokenApi, 'guard'>, listener: GuardedListener): Listener {
  return async (request, response) => {
    const outcome = await api.guard(viewOfIncoming(request, request.url ?? '/'))
    if (!outcome.ok) return sendResponse(outcome.response, response)
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Vary', 'Authorization')
    await listener(request, response, outcome.authentication)
  }
}

/** The token routes below a prefix, "/token" unless told otherwise; anything else is a 404. */
export function tokenRoutes(
  api: Pick<TokenApi, 'route'>,
  { prefix = '/token' }: { readonly prefix?: string } = {},
): Listener {
  return async (request, response) => {
    const url = request.url ?? '/'
    const target = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : '/'
    await sendResponse(await api.route(viewOfIncoming(request, target)), response)
  }
}
