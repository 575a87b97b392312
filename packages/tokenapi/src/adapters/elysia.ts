/** Elysia 1.4, on every runtime that it runs on. */
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import type { Elysia, ElysiaCustomStatusResponse } from 'elysia'

import type { TokenApi } from '../http/token-api.js'
import { belowMount } from '../http/below-mount.js'
import { viewOfRequest } from '../http/fetch-view.js'
import { guardArguments } from '../http/guard-arguments.js'
import { guardHandler } from '../http/guard-handler.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard-options.js'
import type { GuardOutcome } from '../http/guard.js'
import { parsedBody } from '../http/parsed-body.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import type { RequestView } from '../http/request-view.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import { keepPrivate, varyWith } from '../http/cache-headers.js'
import { type RouteGuard, guardRoutes } from './elysia/guard-routes.js'

/** What a handler behind the guard finds in its context. */
// A type, as Elysia takes no interface here.
export type TokenContext<O = object, A = object> = GuardedFields<O, A>

/** A function for `app.use`: all routes that follow on the same instance are behind the guard. */
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

/** A function for `app.use`: the token routes. */
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
 * The guard, as a plugin: `app.use(tokenRequired(api))`. The views after it find `user` in their
 * context, or the caller gets the refusal: 401, 403, 400, or 503 where we cannot tell.
 */
export function tokenRequired<const O extends GuardOptions = object, A = object>(
  api: AdaptableApi<A>,
  options?: O & GuardOptions,
): GuardPlugin<O, A> {
  const { options: checked } = guardArguments(api, options, undefined)
  const outcomes = new WeakMap<Request, GuardOutcome<AuthenticationFor<O, A>>>()
  const routeGuard: RouteGuard = {
    // Before the body is parsed, so that none is read for a caller who is refused.
    parse: using('request, server', async (context: AnyContext, contentType: string) => {
      const { request, server } = context
      const outcome = await guard(api, viewOf({ request, server: server ?? null }), checked)
      outcomes.set(request, outcome as GuardOutcome<AuthenticationFor<O, A>>)
      if (!outcome.ok) return UNREAD
      // What Elysia reads by itself where there is no parse hook.
      const isOtherText = contentType.startsWith('text/') && contentType !== 'text/plain'
      return isOtherText ? request.text() : undefined
    }),
    mount: (fetch) =>
      guardHandler(
        (request: Request) => guard(api, viewOfRequest(request), checked),
        (request) => fetch(request),
      ),
  }
  // As `derive`, which comes before validation: a caller who is refused hears nothing of schemas.
  const deriveUser = using('request, server, set, status', async (context: AnsweringContext) => {
    const outcome = outcomes.get(context.request) ?? (await guard(api, viewOf(context), checked))
    if (!outcome.ok) {
      const response = sent(outcome.response, context)
      // Given with the status itself, a redirect would lose its response.
      return Object.assign(context.status(401, response), { code: response.status as 401 })
    }
    keepHeadersPrivate(context.set.headers)
    const { authentication } = outcome
    // Left out, what a session has derived stays; the type says `undefined` with `optional: true` alone.
    if (authentication === undefined) return {}
    return { [checked.userProperty ?? 'user']: authentication.user, authentication }
  })
  // Elysia infers the same, with the refusal among what the views may answer.
  return (app) => {
    guardRoutes(app, routeGuard)
    return app.derive(deriveUser).mapResponse(keptPrivate) as unknown as Guarded<O, A>
  }
}

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  context: AnyContext,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(context), options)
}

/** The token routes, as a plugin, below a prefix: "/token" unless told otherwise. */
export function tokenRoutes(api: AdaptableApi, options?: MountedRouteOptions): RoutesPlugin {
  const { prefix, ...checked } = readMountedRouteOptions(api, options)
  const handler = using('request, server, set, path, route', async (context: RoutedContext) => {
    const view = viewOf(context)
    const target = belowMount(view.target, context.path, context.route)
    const response = await route(
      api,
      { ...view, target, originalTarget: () => view.target },
      checked,
    )
    return sent(response, context)
  })
  const path = `${prefix.replace(/\/+$/, '')}/*`
  return (app) => app.all(path, handler, { parse: () => UNREAD })
}

/** In place of a body: a form or JSON that cannot be read is for us to refuse. */
const UNREAD: unique symbol = Symbol.for('tokenapi.unread')

/**
 * Elysia reads the text of a function to learn what it uses, and would parse every body for one that
 * hands its context on. Ours want the body only where somebody else has it parsed.
 */
function using<F extends object>(names: string, handler: F): F {
  return Object.assign(handler, { toString: () => `async ({ ${names} }) => {}` })
}

/** The response, varying on what hooks before have said as well: Elysia would take its word alone. */
function sent(
  response: Response,
  { request, set: { headers } }: Pick<AnsweringContext, 'request' | 'set'>,
): Response {
  const vary = varyWith(headers['vary'], response.headers.get('vary') ?? '')
  if (vary !== '') response.headers.set('vary', vary)
  // To HEAD Elysia sends the length of the body that it is given, and no body.
  const length = Number(response.headers.get('content-length'))
  return request.method === 'HEAD' && length > 0
    ? new Response(new Uint8Array(length), response)
    : response
}

function keepHeadersPrivate(headers: Headers): void {
  keepPrivate({
    getHeader: (name) => headers[name.toLowerCase()],
    setHeader: (name, value) => (headers[name.toLowerCase()] = String(value)),
  })
}

/** What the view may have undone: its own `Cache-Control` counts, its `Vary` is added to. */
function keptPrivate({
  responseValue,
  set,
}: {
  readonly responseValue?: unknown
  readonly set: { readonly headers: Headers }
}): Response | undefined {
  const { headers } = set
  for (const name of Object.keys(headers)) {
    // Elysia sends one spelling beside the other.
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
    address: () => server?.requestIP?.(request)?.address,
  }
  return body === undefined || body === UNREAD ? view : { ...view, parsed: () => parsedBody(body) }
}
