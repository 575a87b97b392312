import type { Tickets } from '../core/tickets/issue-ticket.js'
import type { AccessTokenService, AccessTokens } from '../core/access/access-tokens.js'
import type { Health } from '../core/health.js'
import type { ToPublicUser } from '../core/public-user.js'
import type { Unlock } from '../core/throttle/unlock.js'
import type { TokenMaker } from '../core/classic/token-maker.js'
import type { ApiContext } from './api-context.js'
import { authenticateRequest, verifyCredentials } from './guard/authenticate-request.js'
import { belowPrefix } from './view/below-mount.js'
import { isView, viewOfRequest } from './view/fetch-view.js'
import type { ExplainParts } from './explain/explain.js'
import { wrappedArguments } from './guard/guard-arguments.js'
import { guardHandler } from './guard/guard-handler.js'
import type { AuthenticationFor, GuardOptions } from './guard/guard-options.js'
import { guard } from './guard/guard.js'
import {
  type AuthenticateOptions,
  readAuthenticateOptions,
  readExplainOptions,
} from './guard/read-guard-options.js'
import type { RequestView } from './view/request-view.js'
import { readLoginOptions } from './read-login-options.js'
import { readHandleOptions } from './route-options.js'
import { checkedRoute } from './route.js'
import type { GuardedHandler, TokenApi } from './token-api.js'

/** The parts of an api. */
export interface ApiParts<A> extends ApiContext<A>, TokenMaker {
  readonly toPublicUser: ToPublicUser<A>
  readonly unlock: Unlock
  readonly tickets: Tickets
  health(this: void): Promise<Health>
  droppedEvents(this: void): number
  readonly explainParts: ExplainParts<A>
  close(this: void): Promise<void>
}

/** The methods of `TokenApi` over the parts that `createTokenApi` has made. */
export function tokenApiOver<A>(parts: ApiParts<A>): TokenApi<A> {
  const {
    toPublicUser,
    makeToken,
    checkToken,
    unlock,
    tickets,
    health,
    droppedEvents,
    explainParts,
    close,
    ...context
  } = parts
  const api: TokenApi<A> = {
    '~context': context,
    'handle': async (request, options) => {
      const { prefix, address, id, onRefused } = readHandleOptions(options)
      const view = viewOfRequest(request)
      const below = prefix === undefined ? belowToken : belowPrefix(prefix)
      const known = {
        originalTarget: () => view.target,
        address: () => address,
        id: () => id,
      }
      const target = below(view.target) ?? '/'
      return checkedRoute(context, { ...view, ...known, target }, onRefused)
    },
    // One function for both overloads.
    'tokenRequired': tokenRequired as TokenApi<A>['tokenRequired'],
    'authenticate': async <O extends AuthenticateOptions>(
      request: Request | RequestView,
      options?: O,
    ) =>
      (await authenticateRequest(
        context,
        isView(request) ? request : viewOfRequest(request),
        readAuthenticateOptions(options),
      )) as AuthenticationFor<O, A>,
    'verify': (credentials) => verifyCredentials(context, credentials),
    'login': async (username, password, options) => {
      const { name: tokenName, ...client } = readLoginOptions(options)
      const { user, token } = await context.login({ username, password, client, tokenName })
      return { user: toPublicUser(user), token }
    },
    'checkLogin': async (username, password, options) => {
      const { name: _, ...client } = readLoginOptions(options)
      return toPublicUser(await context.checkLogin({ username, password, client }))
    },
    'explain': async (given, options) => {
      const checked = readExplainOptions(options)
      // Imported on demand: requests never need it.
      const { explain } = await import('./explain/explain.js')
      return explain(explainParts, given, checked)
    },
    'accessTokens': publicMethods(context.accessTokens),
    makeToken,
    checkToken,
    tickets,
    unlock,
    health,
    droppedEvents,
    close,
  }
  return api

  function tokenRequired<R extends Request, Rest extends unknown[]>(
    first: GuardOptions | GuardedHandler<AuthenticationFor<object, A> | undefined, R, Rest>,
    second?: GuardedHandler<AuthenticationFor<object, A> | undefined, R, Rest>,
  ): (request: R, ...rest: Rest) => Promise<Response> {
    const { options, handler } = wrappedArguments(api, first, second)
    return guardHandler((request: R) => guard(api, viewOfRequest(request), options), handler)
  }
}

/** Without what only token routes and logins pass. */
function publicMethods(service: AccessTokenService): AccessTokens {
  return {
    issue: (userId, options) => service.issue(userId, options),
    list: (userId) => service.list(userId),
    get: (tokenId) => service.get(tokenId),
    rename: (tokenId, name) => service.rename(tokenId, name),
    rotate: (tokenId, options) => service.rotate(tokenId, options),
    rebind: (tokenId) => service.rebind(tokenId),
    revoke: (tokenId) => service.revoke(tokenId),
    revokeAll: (userId, options) => service.revokeAll(userId, options),
    introspect: (token) => service.introspect(token),
    prune: (options) => service.prune(options),
  }
}

const belowToken = belowPrefix('/token')
