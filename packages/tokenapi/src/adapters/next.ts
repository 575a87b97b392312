/** Next.js 15 and 16: route handlers of the App Router. For its proxy (middleware) see the docs. */
import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import type { GuardedHandler, TokenApi } from '../http/token-api.js'
import { lastSegments, viewBelow } from '../http/view/below-mount.js'
import { viewOfRequest } from '../http/view/fetch-view.js'
import { wrappedArguments } from '../http/guard/guard-arguments.js'
import { guardHandler } from '../http/guard/guard-handler.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard/guard-options.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import type { RequestView } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'

/** The second argument of a route handler. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>
}

/** A route handler, as `route.ts` exports it. */
export type RouteHandler<R, Rest extends unknown[]> = (
  request: R,
  ...rest: Rest
) => Promise<Response>

/**
 * A guarded route handler. It runs with the authentication, or the caller gets the refusal: 401, 403 or
 * 400, or 503 if the result is unknown.
 *
 * @example
 * export const GET = tokenRequired(api, (request, { user }) => Response.json({ hello: user.username }))
 */
export function tokenRequired<
  R extends Request = Request,
  Rest extends unknown[] = [context: RouteContext],
  A = object,
>(api: AdaptableApi<A>, handler: GuardedHandler<Authentication<A>, R, Rest>): RouteHandler<R, Rest>
export function tokenRequired<
  const O extends GuardOptions,
  R extends Request = Request,
  Rest extends unknown[] = [context: RouteContext],
  A = object,
>(
  api: AdaptableApi<A>,
  options: O,
  handler: GuardedHandler<AuthenticationFor<O, A>, R, Rest>,
): RouteHandler<R, Rest>
export function tokenRequired(
  api: AdaptableApi,
  first: GuardOptions | GuardedHandler<Authentication, Request, unknown[]>,
  second?: AnyHandler,
): RouteHandler<Request, unknown[]> {
  const { options, handler } = wrappedArguments(api, first as GuardOptions | AnyHandler, second)
  return guardHandler((request: Request) => guard(api, viewOfRequest(request), options), handler)
}

type AnyHandler = GuardedHandler<Authentication | undefined, Request, unknown[]>

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, request) // in a route handler
 * const { user } = await authenticate(api, await headers()) // in a page or a Server Action
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: Request | Pick<Headers, 'get'>,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate('get' in request ? viewOfHeaders(request) : request, options)
}

function viewOfHeaders(headers: Pick<Headers, 'get'>): RequestView {
  return {
    method: 'GET',
    target: '/',
    header: (name) => headers.get(name) ?? undefined,
    body: () => Promise.resolve(new Uint8Array()),
  }
}

type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * The token routes for all methods, mounted at the folder of a catch-all segment.
 *
 * @example
 * // app/token/[...path]/route.ts
 * export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = tokenRoutes(api)
 */
export function tokenRoutes(
  api: AdaptableApi,
  options?: RouteOptions,
): Record<Method, RouteHandler<Request, [context: RouteContext]>> {
  const checked = readRouteOptions(api, options)
  const answer = async (request: Request, { params }: RouteContext): Promise<Response> => {
    const view = viewOfRequest(request)
    const target = belowCatchAll(view.target, await params)
    return route(api, viewBelow(view, target), checked)
  }
  return {
    GET: answer,
    HEAD: answer,
    OPTIONS: answer,
    POST: answer,
    PUT: answer,
    PATCH: answer,
    DELETE: answer,
  }
}

/** The end of the target that the catch-all segment matched, undecoded: Next decodes some of it. */
function belowCatchAll(target: string, params: Awaited<RouteContext['params']>): string {
  const matched = Object.values(params).find((value) => Array.isArray(value)) ?? []
  return lastSegments(target, matched.length)
}
