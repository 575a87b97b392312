/** Hono 4, on every runtime that it runs on. */
import type { Context, Env, MiddlewareHandler, Next } from 'hono'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { whenThere } from '../core/awaitable.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { belowMount } from '../http/below-mount.js'
import { viewOfRequest } from '../http/fetch-view.js'
import { guardArguments } from '../http/guard-arguments.js'
import type { AuthenticationFor, GuardedFields, GuardOptions } from '../http/guard-options.js'
import { keptPrivate, varyWith } from '../http/cache-headers.js'
import { parsedBody } from '../http/parsed-body.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import type { ParsedBody, RequestView } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'

/** What a handler behind the guard finds: `c.get('user')`, `c.var.authentication`. */
export interface TokenEnv<U = User, A = Authentication> {
  Variables: { readonly user: U; readonly authentication: A }
}
interface EnvFor<O, A = object> {
  Variables: GuardedFields<O, A>
}

/** A handler behind the guard. */
export type GuardedHandler<E extends Env = TokenEnv, R = Answer> = (c: Context<E>, next: Next) => R

type Answer = Response | Promise<Response>

/**
 * The guard, as middleware before a view or wrapped around one. The view runs with `c.get('user')`, or
 * the caller gets the refusal: 401, 403, 400, or 503 where we cannot tell.
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
  first?: GuardOptions | View,
  second?: View,
): (c: Context, next: Next) => unknown {
  const { options, handler: view } = guardArguments(api, first, second)
  return (c, next) =>
    whenThere(guard(api, viewOf(c), options), (outcome) => {
      if (!outcome.ok) return answer(c, outcome.response)
      const { authentication } = outcome
      if (authentication !== undefined) {
        c.set(options.userProperty ?? 'user', authentication.user)
        c.set('authentication', authentication)
      }
      // Said before, Hono makes the answer's headers once, with it; what it does not reach is said after.
      c.header('vary', 'Authorization', { append: true })
      if (view === undefined) return next().then(() => keptAnswer(c))
      return whenThere(view(c, next), (response) => {
        if (response !== undefined) c.res = response
        return keptAnswer(c)
      })
    })
}

/** The answer of a view, kept from caches; `undefined` where it forgot to answer: Hono says so. */
function keptAnswer(c: Context): Response | undefined {
  if (!c.finalized) return undefined
  const response = keptPrivate(c.res)
  if (response === c.res) return response
  // Hono puts the headers of the response before over those of the one after, unless there is none.
  c.res = undefined
  c.res = response
  return response
}

type View = (c: Context, next: Next) => Answer | undefined

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  c: Context,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(c), options)
}

/** The token routes, wherever they are mounted: `app.all('/token/*', tokenRoutes(api))`. */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): MiddlewareHandler {
  const checked = readRouteOptions(api, options)
  return async (c) => {
    const view = viewOf(c)
    const target = belowMount(view.target, c.req.path, c.req.routePath)
    return answer(
      c,
      await route(api, { ...view, target, originalTarget: () => view.target }, checked),
    )
  }
}

/** Answers with every header of the response, whatever middleware has set before. */
function answer(c: Context, response: Response): Response {
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
    // Of Hono's own middleware, where it is used.
    id: () => c.get('requestId') as string | undefined,
    parsed: (limit) => (raw.bodyUsed ? readBefore(c.req, limit) : undefined),
  }
}

/** What runtimes hand on beside a request. */
interface Environment {
  /** @hono/node-server */
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
  /** Bun's server, by itself or under a name. */
  requestIP?(request: Request): { readonly address: string } | null
  readonly server?: Pick<Environment, 'requestIP'>
  /** Deno */
  readonly remoteAddr?: { readonly hostname?: string }
}

function addressOf(c: Context): string | undefined {
  const environment = (c.env ?? {}) as Environment
  const { incoming, remoteAddr, server } = environment
  return (
    incoming?.socket?.remoteAddress ??
    remoteAddr?.hostname ??
    environment.requestIP?.(c.req.raw)?.address ??
    server?.requestIP?.(c.req.raw)?.address
  )
}

/** What somebody before us has read through `c.req`, which keeps it. */
async function readBefore(req: Context['req'], limit: number): Promise<ParsedBody> {
  const kept = parsedBody(await bytesOf(req))
  if ('bytes' in kept && kept.bytes.length > 0 && kept.bytes.length <= limit) return kept
  const form = await formOf(req)
  return form === undefined ? kept : parsedBody(form)
}

/** Not where there is a form alone: Hono would write it anew, with a boundary of its own. */
async function bytesOf(req: Context['req']): Promise<ArrayBuffer | undefined> {
  const { formData: _form, ...others } = req.bodyCache
  if (Object.keys(others).length === 0) return undefined
  // What broke off while it was read is kept as well.
  return req.arrayBuffer().catch(() => undefined)
}

async function formOf(req: Context['req']): Promise<FormData | undefined> {
  return req.bodyCache.formData === undefined ? undefined : req.formData().catch(() => undefined)
}
