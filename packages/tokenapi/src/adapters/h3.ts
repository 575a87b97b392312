/** h3 2, and Nitro 3, whose routes and middleware are h3's. */
import type { H3Event, H3EventContext, Middleware } from 'h3'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { isLater } from '../core/awaitable.js'
import { ConfigError } from '../core/errors.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowMount } from '../http/below-mount.js'
import { viewOfRequest } from '../http/fetch-view.js'
import { carry } from '../http/carrier.js'
import type { GlobalUser } from '../http/global-types.js'
import { guardArguments } from '../http/guard-arguments.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard-options.js'
import { keptPrivate, varyWith } from '../http/cache-headers.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import type { RequestView } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'

/** What every context may have. */
export interface ContextFields {
  /** The user whom the guard let in. A handler that is wrapped has one for certain. */
  user?: GlobalUser<User | undefined>
  /** What the guard concluded: the user, and what is known of the token. */
  authentication?: Authentication | undefined
}

declare module 'h3' {
  interface H3EventContext extends ContextFields {}
}

/** The event that a handler behind the guard sees. */
export type GuardedEvent<O = object, A = object> = H3Event & {
  readonly context: H3EventContext & GuardedFields<O, A>
}

/**
 * The guard, as middleware before views or wrapped around one. The view runs with
 * `event.context.user`, or the caller gets the refusal: 401, 403, 400, or 503 where we cannot tell.
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
  // What the handler sees follows from the options, as the types above say.
  const handler = given as Handler | undefined
  const guarded = async (event: H3Event, view: () => unknown): Promise<unknown> => {
    const asked = guard(api, viewOf(event), options)
    const outcome = isLater(asked) ? await asked : asked
    if (!outcome.ok) return answer(event, outcome.response)
    carry(event.context, outcome.authentication, options)
    return kept(event, await view())
  }
  // h3 tells middleware from a handler by its two parameters. Nitro gives lazy middleware the first alone.
  return handler === undefined
    ? (event: H3Event, next?: () => unknown) => guarded(event, next ?? (() => undefined))
    : (event: H3Event) => guarded(event, () => handler(event))
}

type Handler = (event: H3Event) => unknown

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  event: H3Event,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(event), options)
}

/** The token routes, wherever they are mounted: `app.all('/token/**', tokenRoutes(api))`. */
export function tokenRoutes(
  api: AdaptableApi,
  options?: RouteOptions,
): (event: H3Event) => Promise<Uint8Array | string> {
  const checked = readRouteOptions(api, options)
  return async (event) => {
    const view = viewOf(event)
    const pattern = event.context.matchedRoute?.route ?? ''
    const target = belowMount(view.target, event.url.pathname, pattern)
    return answer(
      event,
      await route(api, { ...view, target, originalTarget: () => view.target }, checked),
    )
  }
}

/** The server below h3 knows the address. */
function viewOf({ req }: H3Event): RequestView {
  if (typeof req?.headers?.get === 'function') {
    return { ...viewOfRequest(req), address: () => req.ip }
  }
  throw new ConfigError(
    '`tokenapi/h3` needs h3 2, and this event is of another version: with h3 1 and Nuxt use `api.tokenRequired` and `toWebRequest(event)`, see docs/frameworks/h3.md',
  )
}

/**
 * Answers through `event.res`: h3 takes a `Response` of status 404 for "not mine" and goes on to the
 * view, which a refusal must not lead to.
 */
async function answer(event: H3Event, response: Response): Promise<Uint8Array | string> {
  const { headers } = event.res
  event.res.status = response.status
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') headers.append(name, value)
    else headers.set(name, name === 'vary' ? varyWith(headers.get(name) ?? '', value) : value)
  }
  // No bytes come with a Content-Length of 0, which would not be true of the GET.
  return event.req.method === 'HEAD' ? '' : new Uint8Array(await response.arrayBuffer())
}

/** Keeps what a view has answered from caches, unless it says otherwise. */
function kept(event: H3Event, answered: unknown): unknown {
  const { headers } = event.res
  const own = ownHeaders(answered)
  const vary = [headers.get('vary'), own?.get('vary')].filter(Boolean).join(', ')
  if (answered instanceof Response) {
    // h3 puts the headers of `event.res` over the response's own.
    if (headers.has('vary')) headers.set('vary', varyWith(vary, 'Authorization'))
    return keptPrivate(answered)
  }
  if (own?.has('cache-control') !== true && !headers.has('cache-control')) {
    headers.set('cache-control', 'no-store')
  }
  headers.set('vary', varyWith(vary, 'Authorization'))
  return answered
}

/** Those of a `Response`, or of the `HTTPResponse` that h3's `html()` and `redirect()` give. */
function ownHeaders(answered: unknown): Headers | undefined {
  if (typeof answered !== 'object' || answered === null || !('headers' in answered))
    return undefined
  return answered.headers instanceof Headers ? answered.headers : undefined
}
