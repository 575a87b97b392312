import {
  Inject,
  type ExecutionContext,
  SetMetadata,
  UseGuards,
  applyDecorators,
  createParamDecorator,
} from '@nestjs/common'

import type { Authentication } from '../../core/authentication.js'
import { ConfigError } from '../../core/errors.js'
import type { User } from '../../core/user.js'
import type { AuthenticationFor, GuardOptions } from '../../http/guard/guard-options.js'
import { readGuardOptions } from '../../http/guard/read-guard-options.js'
import { requestIn } from './context.js'
import { GUARD_OPTIONS, TOKEN_API, TokenGuard } from './guard.js'

/** A decorator for a handler, or for all handlers of a controller. */
export interface GuardDecorator<O> {
  <C extends AnyClass>(target: C & Fits<O, HandlersOf<C>>): void
  <H extends AnyHandler>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<H> & Fits<O, H>,
  ): void
}

type AnyClass = abstract new (...args: never[]) => object
type AnyHandler = (...args: never[]) => unknown
type HandlersOf<C extends AnyClass> = Extract<InstanceType<C>[keyof InstanceType<C>], AnyHandler>

/** TypeScript does not know which parameter is decorated, so a parameter with one of these types counts. */
type Fits<O, H extends AnyHandler> =
  AuthenticationFor<O> extends Authentication
    ? unknown
    : true extends (H extends AnyHandler ? NeedsUser<Parameters<H>> : never)
      ? { readonly 'there may be no user where authentication is optional': never }
      : unknown
type NeedsUser<P> = P extends readonly [infer First, ...infer Rest]
  ? IsUser<First> extends true
    ? true
    : NeedsUser<Rest>
  : false
type IsUser<P> = 0 extends 1 & P
  ? false
  : [P] extends [never]
    ? false
    : [P] extends [User | Authentication]
      ? true
      : false

/**
 * The guard of a handler, or of all handlers of a controller. The handler runs with the user, or the
 * caller gets the refusal: 401, 403 or 400, or 503 if the result is unknown.
 *
 * @example
 * @TokenRequired()
 * @Get('index.json')
 * index(@CurrentUser() user: User) { return { hello: user.username } }
 */
export function TokenRequired(): GuardDecorator<object>
export function TokenRequired<const O extends GuardOptions>(options: O): GuardDecorator<O>
export function TokenRequired(options?: GuardOptions): GuardDecorator<object> {
  return applyDecorators(
    SetMetadata(GUARD_OPTIONS, readGuardOptions(options)),
    UseGuards(TokenGuard),
  )
}

/**
 * Opens a handler or a controller that its controller or its application guards.
 *
 * @example
 * @TokenNotRequired()
 * @Get('health')
 * health() { return 'ok' }
 */
export function TokenNotRequired(): ClassDecorator & MethodDecorator {
  return SetMetadata(GUARD_OPTIONS, false)
}

/**
 * The user of the guard. With `optional: true`, `undefined` for a request without credentials.
 *
 * @example
 * index(@CurrentUser() user: User) { return { hello: user.username } }
 */
export const CurrentUser: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): User | undefined => concluded(context)?.user,
)

/**
 * The user and the token that the guard verified.
 *
 * @example
 * index(@CurrentAuthentication() { token }: Authentication) { return { expiresAt: token.expiresAt } }
 */
export const CurrentAuthentication: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Authentication | undefined => concluded(context),
)

function concluded(context: ExecutionContext): Authentication | undefined {
  const { carrier } = requestIn(context)
  if ('authentication' in carrier) return carrier.authentication
  throw new ConfigError(
    `${context.getClass().name}.${context.getHandler().name} uses the user and has no guard: add \`@TokenRequired()\` to it`,
  )
}

/**
 * Injects the api into a constructor or a property.
 *
 * @example
 * constructor(@InjectTokenApi() private readonly api: TokenApi) {}
 */
export function InjectTokenApi(): ParameterDecorator & PropertyDecorator {
  return Inject(TOKEN_API)
}
