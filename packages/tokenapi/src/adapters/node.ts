/** node:http, node:http2 with its compatibility API, and frameworks that pass on their requests. */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import type { TokenApi } from '../http/token-api.js'
import { belowPrefix } from '../http/view/below-mount.js'
import { wrappedArguments } from '../http/guard/guard-arguments.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard/guard-options.js'
import { type IncomingRequest, viewOfIncoming } from '../http/view/incoming-view.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import { originForm } from '../http/view/request-view.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import { setPrivateHeaders } from '../http/response/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../http/response/send-response.js'

/** A guarded listener. */
export type GuardedListener<A = Authentication, Q = IncomingMessage, S = ServerResponse> = (
  request: Q,
  response: S,
  authentication: A,
) => unknown

/** A listener for `http.createServer`. Resolves when the response has been handed to the server. */
export type Listener<Q = IncomingMessage, S = ServerResponse> = (
  request: Q,
  response: S,
) => Promise<void>

/** Includes responses of HTTP/2, whose overloads of `end` do not match, although it takes the same. */
type AnyResponse = Omit<OutgoingResponse, 'end'> & { end(): unknown }

/**
 * A guarded listener. It runs with the authentication, or the caller gets the refusal: 401, 403 or 400, or
 * 503 if the result is unknown. Rejects only if the listener throws.
 *
 * @example
 * const index = tokenRequired(api, (request, response, { user }) => response.end(user.username))
 * createServer(index).listen(8000)
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
    const outcome = await guard(api, viewOfIncoming(request, request.url ?? '/'), options)
    if (!outcome.ok) return send(outcome.response, response)
    setPrivateHeaders(response, outcome.headers)
    await listener(request, response, outcome.authentication)
  }
}

type AnyListener = GuardedListener<Authentication | undefined, IncomingRequest, AnyResponse>

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, request)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: IncomingRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOfIncoming(request, request.url ?? '/'), options)
}

/**
 * The token routes below a prefix, default "/token". Other paths are answered with 404.
 *
 * @example
 * const tokens = tokenRoutes(api)
 * createServer((request, response) =>
 *   request.url?.startsWith('/token/') ? tokens(request, response) : index(request, response),
 * )
 */
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
