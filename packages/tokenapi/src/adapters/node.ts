/** Plain node:http, and whatever hands out its requests and responses. */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Authentication } from '../core/authenticate.js'
import { ConfigError } from '../core/errors.js'
import type { TokenApi } from '../core/token-api.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard-options.js'
import { viewOfIncoming } from '../http/incoming-view.js'
import { originForm } from '../http/request-view.js'
import { keepPrivate, sendResponse } from '../http/send-response.js'

/** A listener behind the guard. */
export type GuardedListener<A = Authentication> = (
  request: IncomingMessage,
  response: ServerResponse,
  authentication: A,
) => unknown

/** A listener as `http.createServer` takes it; resolves when the answer is on its way. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

type Guard = Pick<TokenApi, 'guard'>

/**
 * The listener behind the guard: it runs with the user, or the caller gets the refusal. Rejects only
 * where the listener itself throws.
 */
export function tokenRequired(api: Guard, listener: GuardedListener): Listener
export function tokenRequired<const O extends GuardOptions>(
  api: Guard,
  options: O,
  listener: GuardedListener<AuthenticationFor<O>>,
): Listener
export function tokenRequired(
  api: Guard,
  first: GuardOptions | GuardedListener,
  second?: GuardedListener<Authentication | undefined>,
): Listener {
  const options = typeof first === 'function' ? {} : first
  const listener = (typeof first === 'function' ? first : second) as typeof second
  if (typeof listener !== 'function') throw new ConfigError('`tokenRequired` takes a listener')
  return async (request, response) => {
    const outcome = await api.guard(viewOfIncoming(request, request.url ?? '/'), options)
    if (!outcome.ok) return sendResponse(outcome.response, response)
    keepPrivate(response)
    await listener(request, response, outcome.authentication)
  }
}

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends Pick<GuardOptions, 'optional'> = object>(
  api: Pick<TokenApi, 'authenticate'>,
  request: IncomingMessage,
  options?: O,
): Promise<AuthenticationFor<O>> {
  return api.authenticate(viewOfIncoming(request, request.url ?? '/'), options)
}

/** The token routes below a prefix, "/token" unless told otherwise; anything else is a 404. */
export function tokenRoutes(
  api: Pick<TokenApi, 'route'>,
  { prefix = '/token' }: { readonly prefix?: string } = {},
): Listener {
  return async (request, response) => {
    const url = originForm(request.url ?? '/')
    const target = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : '/'
    await sendResponse(await api.route(viewOfIncoming(request, target)), response)
  }
}
