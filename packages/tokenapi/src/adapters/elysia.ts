/** Elysia 1.4, on every runtime that Elysia supports. */
import type { Elysia, ElysiaCustomStatusResponse } from 'elysia'

import type { AdaptableApi } from '../http/api-context.js'
import type { TokenApi } from '../http/token-api.js'
import { belowMount, viewBelow } from '../http/view/below-mount.js'
import { viewOfRequest } from '../http/view/fetch-view.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import { guardHandler } from '../http/guard/guard-handler.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard/guard-options.js'
import { type GuardOutcome, guard } from '../http/guard/guard.js'
import { parsedBody } from '../http/body/parsed-body.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import type { RequestView } from '../http/view/request-view.js'
import { route } from '../http/route.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import {
  type GuardHeaders,
  type HeaderTarget,
  setPrivateHeaders,
  varyWith,
} from '../http/response/cache-headers.js'
import { type RouteGuard, guardRoutes } from './elysia/guard-routes.js'

/** The fields that the guard adds to a handler's context. */
// Elysia needs a type here, not an interface.
export type TokenContext<O = object, A = object> = GuardedFields<O, A>

/** A plugin for `app.use`. It guards all routes that are added to the same instance after it. */
export type GuardPlugin<O = object, A = object> = (app: Elysia) => Guarded<O, A>

type Guarded<O, A> = Elysia<
  '',
  Elysia['~Singleton'],
  Elysia['~Definitions'],
  Elysia['~Metadata'],
  {},
  Elysia['~Ephemeral'],
  Omit<Elysia['~Volatile'], 'derive'> & { derive: TokenContext<O, A> }
>

/** A plugin for `app.use` with the token routes. */
export type RoutesPlugin = (app: Elysia) => Elysia

type Headers = Record<string, string | number>
/** The part of a context that is used here. */
interface AnyContext {
  readonly request: Request
  readonly body?: unknown
  readonly server?: {
    requestIP?(request: Request): { readonly address: string } | null | undefined
  } | null
}
interface AnsweringContext extends AnyContext {
  readonly set: { headers: Headers }
  status(code: 401, response: Response): ElysiaCustomStatusResponse<401, Response>
}
interface RoutedContext extends AnyContext {
  readonly path: string
  readonly route: string
  readonly set: { headers: Headers }
}

/**
 * The guard, as a plugin for the routes after it. Their handlers run with `user` in the context, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown.
 *
 * @example
 * app.use(tokenRequired(api)).get('/index.json', ({ user }) => ({ hello: user.username }))
 */
export function tokenRequired<const O extends GuardOptions = object, A = object>(
  api: AdaptableApi<A>,
  options?: O & GuardOptions,
): GuardPlugin<O, A> {
  const { options: checked } = guardArguments(api, options, undefined)
  const outcomes = new WeakMap<Request, GuardOutcome<AuthenticationFor<O, A>>>()
  const routeGuard: RouteGuard = {
    // Runs before the body is parsed, so the body of a refused request is not read.
    parse: using('request, server', async (context: AnyContext, contentType: string) => {
      const { request, server } = context
      const outcome = await guard(api, viewOf({ request, server: server ?? null }), checked)
      outcomes.set(request, outcome as GuardOutcome<AuthenticationFor<O, A>>)
      if (!outcome.ok) return UNREAD
      // With a parse hook Elysia no longer reads these types itself.
      const isOtherText = contentType.startsWith('text/') && contentType !== 'text/plain'
      return isOtherText ? request.text() : undefined
    }),
    mount: (fetch) =>
      guardHandler(
        (request: Request) => guard(api, viewOfRequest(request), checked),
        (request) => fetch(request),
      ),
  }
  // `derive` runs before validation, so a refused caller gets no validation errors.
  const deriveUser = using('request, server, set, status', async (context: AnsweringContext) => {
    const outcome = outcomes.get(context.request) ?? (await guard(api, viewOf(context), checked))
    if (!outcome.ok) {
      const response = respond(outcome.response, context)
      // Passed to `context.status`, the status of a redirect would replace the response.
      return Object.assign(context.status(401, response), { code: response.status as 401 })
    }
    keepHeadersPrivate(context.set.headers, outcome.headers)
    const { authentication } = outcome
    // Without a user, the `user` that a session has derived stays.
    if (authentication === undefined) return {}
    return { [checked.userProperty ?? 'user']: authentication.user, authentication }
  })
  // Elysia would infer the refusal as a response of every route.
  return (app) => {
    guardRoutes(app, routeGuard)
    return app.derive(deriveUser).mapResponse(keepResponsePrivate) as unknown as Guarded<O, A>
  }
}

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, context)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  context: AnyContext,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(context), options)
}

/**
 * The token routes, as a plugin, below a prefix, default "/token".
 *
 * @example
 * app.use(tokenRoutes(api))
 */
export function tokenRoutes(api: AdaptableApi, options?: MountedRouteOptions): RoutesPlugin {
  const { prefix, ...checked } = readMountedRouteOptions(api, options)
  const handler = using('request, server, set, path, route', async (context: RoutedContext) => {
    const view = viewOf(context)
    const target = belowMount(view.target, context.path, context.route)
    const response = await route(api, viewBelow(view, target), checked)
    return respond(response, context)
  })
  const path = `${prefix.replace(/\/+$/, '')}/*`
  return (app) => app.all(path, handler, { parse: () => UNREAD })
}

/** The parsed body of the token routes, which read the body themselves and refuse invalid forms and JSON. */
const UNREAD: unique symbol = Symbol.for('tokenapi.unread')

/**
 * Elysia reads the source text of a function to find the properties that it uses, and parses every body for
 * a function that passes its context on. These functions use the body only if it was parsed anyway.
 */
function using<F extends object>(names: string, handler: F): F {
  return Object.assign(handler, { toString: () => `async ({ ${names} }) => {}` })
}

/** The response, with the `Vary` of earlier hooks, which Elysia would drop. */
function respond(
  response: Response,
  { request, set: { headers } }: Pick<AnsweringContext, 'request' | 'set'>,
): Response {
  const vary = varyWith(headers['vary'], response.headers.get('vary') ?? '')
  if (vary !== '') response.headers.set('vary', vary)
  // For HEAD, Elysia sends the length of the body and not the body.
  const length = Number(response.headers.get('content-length'))
  return request.method === 'HEAD' && length > 0
    ? new Response(new Uint8Array(length), response)
    : response
}

function keepHeadersPrivate(headers: Headers, further: GuardHeaders | undefined): void {
  const target: HeaderTarget = {
    getHeader: (name) => headers[name.toLowerCase()],
    setHeader: (name, value) => (headers[name.toLowerCase()] = String(value)),
  }
  setPrivateHeaders(target, further)
}

/** Restores `Vary` after the handler. The handler's own `Cache-Control` wins. */
function keepResponsePrivate({
  responseValue,
  set,
}: {
  readonly responseValue?: unknown
  readonly set: { readonly headers: Headers }
}): Response | undefined {
  const { headers } = set
  for (const name of Object.keys(headers)) {
    // Elysia would send both spellings of a field.
    if (!/^(?:Cache-Control|Vary)$/i.test(name) || name === name.toLowerCase()) continue
    headers[name.toLowerCase()] = headers[name] as string
    delete headers[name]
  }
  headers['vary'] = varyWith(headers['vary'], 'Authorization')
  if (!(responseValue instanceof Response)) return undefined
  const vary = responseValue.headers.get('vary')
  if (vary === null || /\*|authorization/i.test(vary)) return undefined
  const copy = new Response(responseValue.body, responseValue)
  copy.headers.set('vary', varyWith(vary, 'Authorization'))
  return copy
}

function viewOf({ request, body, server }: AnyContext): RequestView {
  const view: RequestView = {
    ...viewOfRequest(request),
    address: () => addressOf(request, server),
  }
  return body === undefined || body === UNREAD ? view : { ...view, parsed: () => parsedBody(body) }
}

/** The client's address: of srvx's request on Node.js, where the method of Elysia's server throws; else of Bun's server. */
function addressOf(
  request: Request & { readonly ip?: string | undefined },
  server: AnyContext['server'],
): string | undefined {
  return request.ip ?? server?.requestIP?.(request)?.address
}
