/**
 * NestJS 11 and 12, on Express and on Fastify. Body parsers stand before the guard, as Nest has it, or
 * nowhere. Nest itself is imported: its guards and modules are found by the decorators on their classes.
 */
import type { AdaptableApi } from '../http/api-context.js'
import type { CanActivate } from '@nestjs/common'

import type { TokenApi } from '../http/token-api.js'
import { guardArguments } from '../http/guard-arguments.js'
import type {
  AuthenticationFor,
  GuardedFields,
  RequiredOptions,
  UserPropertyOf,
} from '../http/guard-options.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import { originForm } from '../http/request-view.js'
import { type RouteOptions, readRouteOptions } from '../http/route-options.js'
import { type Guard, admit } from './nest/guard.js'
import { type NestRequest, viewOf } from './nest/request.js'
import { type Middleware, routesOf } from './nest/routes.js'

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

/** What `@Req()` gives behind the guard: a request of the platform, with the user. */
export type GuardedRequest<R, O = object, A = object> = Omit<
  R,
  UserPropertyOf<O> | 'authentication'
> &
  GuardedFields<O, A>

/**
 * A guard without the module: `@UseGuards(tokenRequired(api))`. Whatever else stands on the handler, it
 * lets nobody in without a user; for optional authentication `@TokenRequired()` looks at the types.
 */
export function tokenRequired(api: Guard, options?: RequiredOptions): CanActivate {
  const { options: checked } = guardArguments(api, options, undefined)
  return { canActivate: (context) => admit(api, context, checked) }
}

/** Who is asking, without guarding. Throws `RefusedError`, `UnavailableError`. */
export function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  request: NestRequest,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(request), options)
}

/** The token routes without the module: `app.use('/token', tokenRoutes(api))`, on either platform. */
export function tokenRoutes(api: AdaptableApi, options?: RouteOptions): Middleware {
  const answer = routesOf(api, readRouteOptions(api, options))
  return (request, response, next) =>
    answer(originForm(request.url ?? '/'), request, response, next)
}
