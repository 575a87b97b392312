/** h3 2, and Nitro 3, which uses h3's routes and middleware. */
import type { H3Event, H3EventContext, Middleware } from 'h3'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { ConfigError } from '../core/errors.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowMount, viewBelow } from '../http/view/below-mount.js'
import { viewOfRequest } from '../http/view/fetch-view.js'
import { setUser } from '../http/guard/carrier.js'
import type { GlobalUser } from '../http/global-types.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard/guard-options.js'
import { withPrivateHeaders, varyWith } from '../http/response/cache-headers.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import type { RequestView } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'

/** Fields of every context. They are optional, since a route may have no guard. */
export interface ContextFields {
  /** The user of the guard. A wrapped handler always has one. */
  user?: GlobalUser<User | undefined>
  /** The user and the token that the guard verified. */
  authentication?: Authentication | undefined
}

declare module 'h3' {
  interface H3EventContext extends ContextFields {}
}

/** The event of a guarded handler. */
export type GuardedEvent<O = object, A = object> = H3Event & {
  readonly context: H3EventContext & GuardedFields<O, A>
}

/**
 * The guard: middleware, or a wrapper around one handler. The handler runs with `event.context.user`, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown.
 *
 * @example
 * app.get('/index.json', tokenRequired(api, (event) => ({ hello: event.context.user.username })))
 * app.use('/private/**', tokenRequired(api))
 */
export function tokenRequired<R, A>(
  api: AdaptableApi<A>,
  handler: (event: GuardedEvent<object, A>) => R,
): (event: H3Event) => Promise<Awaited<R>>
export function tokenRequired<const O extends GuardOptions, R, A>(
  api: AdaptableApi<A>,
  options: O,
  handler: (event: GuardedEvent<O, A>) => R,
): (event: H3Event) => Promise<Awaited<R>>
export function tokenRequired(api: AdaptableApi, options?: GuardOptions): Middleware
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | ((event: never) => unknown),
  second?: (event: never) => unknown,
): Handler | Middleware {
  const { options, handler: given } = guardArguments(api, first, second)
  // The overloads give the handler the event type that follows from the options.
  const handler = given as Handler | undefined
  const guarded = async (event: H3Event, next: () => unknown): Promise<unknown> => {
    const outcome = await guard(api, viewOf(event), options)
    if (!outcome.ok) return send(event, outcome.response)
    setUser(event.context, outcome.authentication, options)
    // The headers of `event.res` replace those of the response.
    for (const name in outcome.headers) event.res.headers.set(name, outcome.headers[name] as string)
    return keepResultPrivate(event, await next())
  }
  // h3 recognises middleware by its two parameters. Nitro calls lazy middleware with the first one only.
  return handler === undefined
    ? (event: H3Event, next?: () => unknown) => guarded(event, next ?? (() => undefined))
    : (event: H3Event) => guarded(event, () => handler(event))
}

type Handler = (event: H3Event) => unknown

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, event)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  event: H3Event,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(event), options)
}

/**
 * The token routes, mounted below any path that ends with a wildcard.
 *
 * @example
 * app.all('/token/**', tokenRoutes(api))
 */
export function tokenRoutes(
  api: AdaptableApi,
  options?: RouteOptions,
): (event: H3Event) => Promise<Uint8Array | string> {
  const checked = readRouteOptions(api, options)
  return async (event) => {
    const view = viewOf(event)
    const pattern = event.context.matchedRoute?.route ?? ''
    const target = belowMount(view.target, event.url.pathname, pattern)
    return send(event, await route(api, viewBelow(view, target), checked))
  }
}

function viewOf({ req }: H3Event): RequestView {
  if (typeof req?.headers?.get === 'function') {
    return { ...viewOfRequest(req), address: () => req.ip }
  }
  throw new ConfigError(
    '`tokenapi/h3` needs h3 2, and this event is of another version. With h3 1 and Nuxt use `api.tokenRequired` and `toWebRequest(event)`, see docs/frameworks/h3.md',
  )
}

/**
 * Answers through `event.res`. h3 goes on to the next handler after a `Response` with status 404, which a
 * refusal must prevent.
 */
async function send(event: H3Event, response: Response): Promise<Uint8Array | string> {
  const { headers } = event.res
  event.res.status = response.status
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') headers.append(name, value)
    else headers.set(name, name === 'vary' ? varyWith(headers.get(name) ?? '', value) : value)
  }
  // h3 would send an empty array with `Content-Length: 0`, which is wrong for HEAD.
  return event.req.method === 'HEAD' ? '' : new Uint8Array(await response.arrayBuffer())
}

/** Keeps the result of a handler from caches, unless it has its own `Cache-Control`. */
function keepResultPrivate(event: H3Event, result: unknown): unknown {
  const { headers } = event.res
  const own = ownHeaders(result)
  const vary = [headers.get('vary'), own?.get('vary')].filter(Boolean).join(', ')
  if (result instanceof Response) {
    // The headers of `event.res` replace those of the response.
    if (headers.has('vary')) headers.set('vary', varyWith(vary, 'Authorization'))
    return withPrivateHeaders(result)
  }
  if (own?.has('cache-control') !== true && !headers.has('cache-control')) {
    headers.set('cache-control', 'no-store')
  }
  headers.set('vary', varyWith(vary, 'Authorization'))
  return result
}

/** The headers of a `Response`, or of the `HTTPResponse` that h3's `html()` and `redirect()` return. */
function ownHeaders(result: unknown): Headers | undefined {
  const hasHeaders = typeof result === 'object' && result !== null && 'headers' in result
  return hasHeaders && result.headers instanceof Headers ? result.headers : undefined
}
