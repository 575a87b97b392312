/**
 * NestJS 11 and 12, on Express and on Fastify. Body parsers run before the guard, as in Nest, or not at all.
 * This adapter imports Nest at run time, for the decorators on its guard and its module.
 */
import type { AdaptableApi } from '../http/api-context.js'
import type { CanActivate } from '@nestjs/common'

import type { TokenApi } from '../http/token-api.js'
import { guardArguments } from '../http/guard/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardedFields,
  RequiredOptions,
  UserPropertyOf,
} from '../http/guard/guard-options.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import { originForm } from '../http/view/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { guardContext } from './nest/guard.js'
import { type NestRequest, viewOf } from './nest/request.js'
import { type Middleware, answerRoutes } from './nest/routes.js'

export {
  CurrentAuthentication,
  CurrentUser,
  type GuardDecorator,
  InjectTokenApi,
  TokenNotRequired,
  TokenRequired,
} from './nest/decorators.js'
export { TOKEN_API, TokenGuard } from './nest/guard.js'
export { TokenApiModule } from './nest/module.js'
export type { TokenApiModuleAsyncOptions, TokenApiModuleOptions } from './nest/module-options.js'

/** The `@Req()` of a guarded handler: the platform's request, with the user. */
export type GuardedRequest<R, O = object, A = object> = Omit<
  R,
  UserPropertyOf<O> | 'authentication'
> &
  GuardedFields<O, A>

/**
 * A guard without the module. It always requires a user; for optional authentication use
 * `@TokenRequired({ optional: true })`, which checks the types of parameters.
 *
 * @example
 * @UseGuards(tokenRequired(api))
 */
export function tokenRequired(api: AdaptableApi, options?: RequiredOptions): CanActivate {
  const { options: checked } = guardArguments(api, options, undefined)
  return { canActivate: (context) => guardContext(api, context, checked) }
}

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, request)
 */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: NestRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(request), options)
}

/**
 * The token routes without the module, on either platform.
 *
 * @example
 * app.use('/token', tokenRoutes(api))
 */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): Middleware {
  const answer = answerRoutes(api, readRouteOptions(api, options))
  return (request, response, next) =>
    answer(originForm(request.url ?? '/'), request, response, next)
}
