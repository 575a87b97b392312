import {
  Inject,
  type ExecutionContext,
  SetMetadata,
  UseGuards,
  applyDecorators,
  createParamDecorator,
} from '@nestjs/common'

import type { Authentication } from '../../core/token-verifier.js'
import { ConfigError } from '../../core/errors.js'
import type { User } from '../../core/user.js'
import type { AuthenticationFor, GuardOptions } from '../../http/guard-options.js'
import { readGuardOptions } from '../../http/read-guard-options.js'
import { placeOf } from './context.js'
import { GUARD_OPTIONS, TOKEN_API, TokenGuard } from './guard.js'

/** Stands on a handler, or on a controller for all of its handlers. */
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

/** TypeScript cannot see which parameter is decorated: one of these types is taken for ours. */
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
 * The guard before a handler, or before all of a controller's. The handler runs with the user, or the
 * caller gets the refusal: 401, 403, 400, or 503 where we cannot tell.
 */
export function TokenRequired(): GuardDecorator<object>
export function TokenRequired<const O extends GuardOptions>(options: O): GuardDecorator<O>
export function TokenRequired(options?: GuardOptions): GuardDecorator<object> {
  return applyDecorators(
    SetMetadata(GUARD_OPTIONS, readGuardOptions(options)),
    UseGuards(TokenGuard),
  )
}

/** Opens a handler or a controller that would be guarded by what stands around it. */
export function TokenNotRequired(): ClassDecorator & MethodDecorator {
  return SetMetadata(GUARD_OPTIONS, false)
}

/** The user whom the guard let in; `undefined`, perhaps, where authentication is optional. */
export const CurrentUser: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): User | undefined => concluded(context)?.user,
)

/** What the guard concluded: the user, and what is known of the token. */
export const CurrentAuthentication: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Authentication | undefined => concluded(context),
)

function concluded(context: ExecutionContext): Authentication | undefined {
  const { carrier } = placeOf(context)
  if ('authentication' in carrier) return carrier.authentication
  throw new ConfigError(
    `${context.getClass().name}.${context.getHandler().name} asks for the user and is not guarded: set \`@TokenRequired()\` on it`,
  )
}

/** The api, injected into a constructor or a property. */
export function InjectTokenApi(): ParameterDecorator & PropertyDecorator {
  return Inject(TOKEN_API)
}
