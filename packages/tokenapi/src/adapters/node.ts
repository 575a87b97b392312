/** Plain node:http, node:http2 by its compatibility API, and whatever hands out their requests. */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { isLater } from '../core/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import { belowPrefix } from '../http/below-mount.js'
import { wrappedArguments } from '../http/guard-arguments.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard-options.js'
import { type IncomingRequest, viewOfIncoming } from '../http/incoming-view.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import { originForm } from '../http/request-view.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import { keepPrivate } from '../http/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../http/send-response.js'

/** A listener behind the guard. */
export type GuardedListener<A = Authentication, Q = IncomingMessage, S = ServerResponse> = (
  request: Q,
  response: S,
  authentication: A,
) => unknown

/** A listener as `http.createServer` takes it; resolves when the answer is on its way. */
export type Listener<Q = IncomingMessage, S = ServerResponse> = (
  request: Q,
  response: S,
) => Promise<void>

/** A response of HTTP/2 as well, whose overloads of `end` hide that it takes the same. */
type AnyResponse = Omit<OutgoingResponse, 'end'> & { end(): unknown }

/**
 * The listener behind the guard: it runs with the user, or the caller gets the refusal. Rejects only
 * where the listener itself throws.
 */
export function tokenRequired<
  Q extends IncomingRequest = IncomingMessage,
  S extends AnyResponse = ServerResponse,
  A = object,
>(api: AdaptableApi<A>, listener: GuardedListener<Authentication<A>, Q, S>): Listener<Q, S>
export function tokenRequired<
  const O extends GuardOptions,
  Q extends IncomingRequest = IncomingMessage,
  S extends AnyResponse = ServerResponse,
  A = object,
>(
  api: AdaptableApi<A>,
  options: O & GuardOptions,
  listener: GuardedListener<AuthenticationFor<O, A>, Q, S>,
): Listener<Q, S>
export function tokenRequired(
  api: AdaptableApi,
  first: GuardOptions | GuardedListener<Authentication, IncomingRequest, AnyResponse>,
  second?: AnyListener,
): Listener<IncomingRequest, AnyResponse> {
  const { options, handler: listener } = wrappedArguments(
    api,
    first as GuardOptions | AnyListener,
    second,
  )
  return async (request, response) => {
    const asked = guard(api, viewOfIncoming(request, request.url ?? '/'), options)
    const outcome = isLater(asked) ? await asked : asked
    if (!outcome.ok) return send(outcome.response, response)
    keepPrivate(response)
    await listener(request, response, outcome.authentication)
  }
}

type AnyListener = GuardedListener<Authentication | undefined, IncomingRequest, AnyResponse>

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: IncomingRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOfIncoming(request, request.url ?? '/'), options)
}

/** The token routes below a prefix, "/token" unless told otherwise; anything else is a 404. */
export function tokenRoutes(
  api: AdaptableApi,
  options?: MountedRouteOptions,
): Listener<IncomingRequest, AnyResponse> {
  const { prefix, ...checked } = readMountedRouteOptions(api, options)
  const below = belowPrefix(prefix)
  return async (request, response) => {
    const target = below(originForm(request.url ?? '/')) ?? '/'
    await send(await route(api, viewOfIncoming(request, target), checked), response)
  }
}

function send(answer: Response, response: AnyResponse): Promise<void> {
  return sendResponse(answer, response as OutgoingResponse)
}
