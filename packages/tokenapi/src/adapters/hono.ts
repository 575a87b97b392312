/** Hono 4, on every runtime that Hono supports. */
import type { Context, Env, MiddlewareHandler, Next } from 'hono'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { mapAwaitable } from '../core/runtime/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowMount, viewBelow } from '../http/view/below-mount.js'
import { viewOfRequest } from '../http/view/fetch-view.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard/guard-options.js'
import { type GuardHeaders, withPrivateHeaders, varyWith } from '../http/response/cache-headers.js'
import { parsedBody } from '../http/body/parsed-body.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import type { ParsedBody, RequestView } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'

/** The variables of a guarded handler: `c.get('user')`, `c.var.authentication`. */
export interface TokenEnv<U = User, A = Authentication> {
  Variables: { readonly user: U; readonly authentication: A }
}
interface EnvFor<O, A = object> {
  Variables: GuardedFields<O, A>
}

/** A guarded handler. */
export type GuardedHandler<E extends Env = TokenEnv, R = Answer> = (c: Context<E>, next: Next) => R

type Answer = Response | Promise<Response>

/**
 * The guard: middleware, or a wrapper around one handler. The handler runs with `c.get('user')`, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown.
 *
 * @example
 * app.get('/index.json', tokenRequired(api), (c) => c.json({ hello: c.get('user').username }))
 */
export function tokenRequired<R extends Answer, A>(
  api: AdaptableApi<A>,
  handler: GuardedHandler<TokenEnv<User<A>, Authentication<A>>, R>,
): (c: Context, next: Next) => R | Promise<Awaited<R>>
export function tokenRequired<const O extends GuardOptions, R extends Answer, A>(
  api: AdaptableApi<A>,
  options: O,
  handler: GuardedHandler<EnvFor<O, A>, R>,
): (c: Context, next: Next) => R | Promise<Awaited<R>>
export function tokenRequired<A>(
  api: AdaptableApi<A>,
): MiddlewareHandler<TokenEnv<User<A>, Authentication<A>>>
export function tokenRequired<const O extends GuardOptions, A>(
  api: AdaptableApi<A>,
  options: O,
): MiddlewareHandler<EnvFor<O, A>>
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | AnyHandler,
  second?: AnyHandler,
): (c: Context, next: Next) => unknown {
  const { options, handler } = guardArguments(api, first, second)
  return (c, next) =>
    mapAwaitable(guard(api, viewOf(c), options), (outcome) => {
      if (!outcome.ok) return respond(c, outcome.response)
      const { authentication, headers } = outcome
      if (authentication !== undefined) {
        c.set(options.userProperty ?? 'user', authentication.user)
        c.set('authentication', authentication)
      }
      // Set before the handler runs, Hono builds the headers of most responses once, with this field.
      c.header('vary', 'Authorization', { append: true })
      if (handler === undefined) return next().then(() => privateResponse(c, headers))
      return mapAwaitable(handler(c, next), (response) => {
        if (response !== undefined) c.res = response
        return privateResponse(c, headers)
      })
    })
}

/** The response of a handler, kept from caches; `undefined` without one, which Hono reports as an error. */
function privateResponse(c: Context, further: GuardHeaders | undefined): Response | undefined {
  if (!c.finalized) return undefined
  const response = withPrivateHeaders(c.res, further)
  if (response === c.res) return response
  // Hono copies the headers of the previous response onto the next one. It must not.
  c.res = undefined
  c.res = response
  return response
}

type AnyHandler = (c: Context, next: Next) => Answer | undefined

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, c)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  c: Context,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(c), options)
}

/**
 * The token routes, mounted below any path that ends with a wildcard.
 *
 * @example
 * app.all('/token/*', tokenRoutes(api))
 */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): MiddlewareHandler {
  const checked = readRouteOptions(api, options)
  return async (c) => {
    const view = viewOf(c)
    const target = belowMount(view.target, c.req.path, c.req.routePath)
    return respond(c, await route(api, viewBelow(view, target), checked))
  }
}

/** The response with all of its headers: Hono would keep those that middleware has set before. */
function respond(c: Context, response: Response): Response {
  c.res = response
  if (c.res === response) return response
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') continue
    c.res.headers.set(
      name,
      name === 'vary' ? varyWith(c.res.headers.get(name) ?? '', value) : value,
    )
  }
  return c.res
}

function viewOf(c: Context): RequestView {
  const { raw } = c.req
  return {
    ...viewOfRequest(raw),
    address: () => addressOf(c),
    // Set by Hono's middleware `requestId`.
    id: () => c.get('requestId') as string | undefined,
    parsed: (limit) => (raw.bodyUsed ? readBefore(c.req, limit) : undefined),
  }
}

/** The part of `c.env` that has the client's address, by runtime. */
interface Environment {
  /** @hono/node-server */
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
  /** Bun: the server itself, or the server under a name. */
  requestIP?(request: Request): { readonly address: string } | null
  readonly server?: Pick<Environment, 'requestIP'>
  /** AWS Lambda, of an HTTP API and of a REST API */
  readonly requestContext?: {
    readonly http?: { readonly sourceIp?: string }
    readonly identity?: { readonly sourceIp?: string }
  }
  /** Deno */
  readonly remoteAddr?: { readonly hostname?: string }
}

function addressOf(c: Context): string | undefined {
  const environment = (c.env ?? {}) as Environment
  const { incoming, remoteAddr, requestContext, server } = environment
  return (
    incoming?.socket?.remoteAddress ??
    remoteAddr?.hostname ??
    requestContext?.http?.sourceIp ??
    requestContext?.identity?.sourceIp ??
    environment.requestIP?.(c.req.raw)?.address ??
    server?.requestIP?.(c.req.raw)?.address
  )
}

/** The body that an earlier handler has read through `c.req`, which caches it. */
async function readBefore(req: Context['req'], limit: number): Promise<ParsedBody> {
  const kept = parsedBody(await bytesOf(req))
  if ('bytes' in kept && kept.bytes.length > 0 && kept.bytes.length <= limit) return kept
  const form = await formOf(req)
  return form === undefined ? kept : parsedBody(form)
}

/** `undefined` if only a form is cached: Hono would serialise it again, with another boundary. */
async function bytesOf(req: Context['req']): Promise<ArrayBuffer | undefined> {
  const { formData: _form, ...others } = req.bodyCache
  if (Object.keys(others).length === 0) return undefined
  // A failed read is cached as well.
  return req.arrayBuffer().catch(() => undefined)
}

async function formOf(req: Context['req']): Promise<FormData | undefined> {
  return req.bodyCache.formData === undefined ? undefined : req.formData().catch(() => undefined)
}
