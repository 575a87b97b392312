/** hapi 21: the guard is an authentication scheme, or wraps one handler; the token routes are a plugin. */
import type {
  Lifecycle,
  Plugin,
  ReqRef,
  ReqRefDefaults,
  Request,
  RequestAuth,
  ResponseObject,
  ResponseToolkit,
  ResponseValue,
  ServerAuthScheme,
} from '@hapi/hapi'

import type { Authentication } from '../core/token-verifier.js'
import { guard } from '../http/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import { guardArguments } from '../http/guard-arguments.js'
import type { AuthenticationFor, GuardOptions, RequiredOptions } from '../http/guard-options.js'
import { viewOfIncoming } from '../http/incoming-view.js'
import { type AuthenticateOptions, readGuardOptions } from '../http/read-guard-options.js'
import { type RequestView, queryOf } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { keepRecordPrivate } from '../http/cache-headers.js'

/** What stands at `request.auth.credentials` behind the guard. */
export type GuardedCredentials<A = object> = {
  /** The user whom the guard let in. */
  readonly user: User<A>
  /** What the guard concluded: the user, and what is known of the token. */
  readonly authentication: Authentication<A>
}

declare module '@hapi/hapi' {
  interface ReqRefDefaults {
    AuthCredentialsExtra: GuardedCredentials
  }
}

/** The request that a handler behind the guard sees; `credentials` are `null` where there is no user. */
export type GuardedRequest<O = object, Refs extends ReqRef = ReqRefDefaults, A = object> = Omit<
  Request<Refs>,
  'auth'
> & {
  readonly auth: Omit<RequestAuth, 'credentials'> & {
    readonly credentials: AuthenticationFor<O> extends Authentication
      ? GuardedCredentials<A>
      : GuardedCredentials<A> | null
  }
}

/** A handler behind the guard. */
export type GuardedHandler<O = object, Refs extends ReqRef = ReqRefDefaults, A = object> = (
  this: ThisParameterType<Lifecycle.Method<Refs>>,
  request: GuardedRequest<O, Refs, A> & Request<Refs>,
  h: ResponseToolkit<Refs>,
) => Lifecycle.ReturnValue<Refs>

/** A handler behind an optional guard. */
export type OptionalHandler<O, Refs extends ReqRef = ReqRefDefaults, A = object> = (
  this: ThisParameterType<Lifecycle.Method<Refs>>,
  request: GuardedRequest<O, Refs, A>,
  h: ResponseToolkit<Refs>,
) => Lifecycle.ReturnValue<Refs>

type AnyRequest = Pick<Request, 'raw' | 'payload' | 'info'>

/**
 * The guard, as a scheme for `server.auth.scheme` or wrapped around one handler. The view runs with
 * `request.auth.credentials.user`, or the caller gets the refusal: 401, 403, 400, or 503 where we
 * cannot tell. A route's mode "optional" is the option of that name; "try" lets nothing wrong in either.
 */
export function tokenRequired<Refs extends ReqRef = ReqRefDefaults, A = object>(
  api: AdaptableApi<A>,
  handler: GuardedHandler<object, Refs, A>,
): Lifecycle.Method<Refs>
export function tokenRequired<Refs extends ReqRef = ReqRefDefaults, A = object>(
  api: AdaptableApi<A>,
  options: RequiredOptions,
  handler: GuardedHandler<object, Refs, A>,
): Lifecycle.Method<Refs>
export function tokenRequired<
  const O extends GuardOptions,
  Refs extends ReqRef = ReqRefDefaults,
  A = object,
>(api: AdaptableApi<A>, options: O, handler: OptionalHandler<O, Refs, A>): Lifecycle.Method<Refs>
export function tokenRequired(api: AdaptableApi, options?: RequiredOptions): ServerAuthScheme
export function tokenRequired(
  api: AdaptableApi,
  first?: GuardOptions | GuardedHandler,
  second?: unknown,
): ServerAuthScheme | Lifecycle.Method {
  // What the handler sees follows from the options, as the types above say.
  const { options, handler } = guardArguments(
    api,
    first as GuardOptions | Lifecycle.Method | undefined,
    second as Lifecycle.Method | undefined,
  )
  return handler === undefined ? scheme(api, options) : wrapped(api, options, handler)
}

function scheme(api: AdaptableApi, options: GuardOptions): ServerAuthScheme {
  const optional = readGuardOptions({ ...options, optional: true })
  return (server) => {
    const passed = new WeakSet<object>()
    server.ext('onPreResponse', (request, h) => {
      if (passed.has(request)) keepPrivate(request.response, request)
      return h.continue
    })
    return {
      authenticate: async (request, h) => {
        const asked = goesOnWithout(request) ? optional : options
        const outcome = await guard(api, viewOf(request), asked)
        if (!outcome.ok) return (await answerOf(outcome.response, h)).takeover()
        passed.add(request)
        const { authentication } = outcome
        if (authentication === undefined) return h.unauthenticated(nothingPresented())
        return h.authenticated({ credentials: { user: authentication.user, authentication } })
      },
    }
  }
}

function wrapped(
  api: AdaptableApi,
  options: GuardOptions,
  handler: Lifecycle.Method,
): Lifecycle.Method {
  return async function (request, h) {
    const outcome = await guard(api, viewOf(request), options)
    if (!outcome.ok) return answerOf(outcome.response, h)
    const { authentication } = outcome
    if (authentication !== undefined) {
      const credentials = { user: authentication.user, authentication }
      Object.assign(request.auth, { isAuthenticated: true, credentials })
    } else if (!request.auth.isAuthenticated) {
      // A strategy that let nobody in may have left the one who was refused.
      request.auth.credentials = null as never
    }
    const result = await handler.call(this, request, h)
    if (result === undefined || typeof result === 'symbol' || result instanceof Error) return result
    // Declared narrower than what a handler may answer.
    const response = h.response(result as ResponseValue)
    keepPrivate(response, request)
    return response
  }
}

/** Whether hapi may go on where nothing is presented: to the view, or to the route's next strategy. */
function goesOnWithout({ auth, route: current, server }: Request): boolean {
  // The default is `null` where there is none, whatever its type says.
  const settings: string | false | { strategies?: string[] | undefined } | null =
    current.settings.auth ?? server.auth.settings.default
  const several = typeof settings === 'object' && (settings?.strategies?.length ?? 0) > 1
  return auth.mode === 'optional' || auth.mode === 'try' || several
}

/** What hapi knows "nothing presented" by, without a run-time import of boom. */
function nothingPresented(): Error {
  const output = { headers: { 'WWW-Authenticate': 'Bearer' } }
  return Object.assign(new Error('Nothing was presented.'), { isMissing: true, output })
}

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: AnyRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(request), options)
}

/** The token routes: `await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })`. */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): Plugin<void> {
  const checked = readRouteOptions(api, options)
  return {
    name: 'tokenapi',
    multiple: true,
    register: (server) => {
      // By segments, as the prefix may have parameters.
      const depth = (server.realm.modifiers.route.prefix ?? '').split('/').length - 1
      const mount = new RegExp(`^(?:/[^/]+){${depth}}`)
      server.route({
        method: '*',
        path: '/{path*}',
        options: {
          auth: false,
          state: { parse: false },
          // Whatever the body is, it is left to us, and unread where it is not asked for.
          payload: {
            parse: false,
            output: 'stream',
            override: 'application/octet-stream',
            maxBytes: Number.MAX_SAFE_INTEGER,
          },
        },
        handler: async (request, h) => {
          const target = `${request.path.replace(mount, '')}?${queryOf(urlOf(request))}`
          return answerOf(await route(api, viewOf(request, target), checked), h)
        },
      })
    },
  }
}

function viewOf(request: AnyRequest, target: string = urlOf(request)): RequestView {
  const { req, res } = request.raw
  const view = viewOfIncoming(req, target, request.payload, {
    get ip() {
      return request.info.remoteAddress
    },
    get id() {
      return request.info.id
    },
  })
  if (req.headers.expect === undefined || request.payload !== undefined) return view
  return {
    ...view,
    body: (limit) => {
      // hapi itself asks for the body after authentication. Asked twice does no harm (RFC 9110 §15.2).
      res.writeContinue()
      return view.body(limit)
    },
  }
}

function urlOf({ raw }: AnyRequest): string {
  return raw.req.url ?? '/'
}

async function answerOf(
  response: Response,
  h: Pick<ResponseToolkit, 'response'>,
): Promise<ResponseObject> {
  const answer = h.response(
    response.body === null ? undefined : Buffer.from(await response.arrayBuffer()),
  )
  answer.code(response.status).charset()
  for (const [name, value] of response.headers) {
    answer.header(name, value, { append: name === 'set-cookie' })
  }
  return answer
}

/** Keeps what a guarded view answers from caches, unless the view says otherwise. */
function keepPrivate(response: Request['response'], request: Request): void {
  const headers: Record<string, unknown> =
    'output' in response ? response.output.headers : response.headers
  const { cache } = request.route.settings
  const timed = typeof cache === 'object' && ('expiresIn' in cache || 'expiresAt' in cache)
  const own = timed || ('settings' in response && response.settings.ttl !== null)
  keepRecordPrivate(headers, own)
}
