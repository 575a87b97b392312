/** What `createTokenApi` gives. */
import type { AuthenticationFor, GuardOptions } from '../http/guard-options.js'
import type { GuardOutcome } from '../http/guard.js'
import type { AuthenticateOptions } from '../http/read-guard-options.js'
import type { RequestView } from '../http/request-view.js'
import type { HandleOptions, RouteOptions } from '../http/route-options.js'
import type { Authentication } from './authenticate.js'
import type { Awaitable } from './awaitable.js'
import type { Credentials } from './credentials.js'
import type { StoredUser, User } from './user.js'

/** A view behind the guard; what else a framework hands to a view comes after the authentication. */
export type GuardedHandler<
  A = Authentication,
  R extends Request = Request,
  Rest extends unknown[] = [],
> = (request: R, authentication: A, ...rest: Rest) => Response | Promise<Response>

/**
 * The guard, the token routes, logins and tokens, over one store and one key ring. Made by
 * `createTokenApi`. `A` are the attributes of a user, as the store gives them.
 */
export interface TokenApi<A = object> {
  /**
   * The token routes: `POST new.json` and `TOKEN/USER.json` below the prefix. Rejects with `ConfigError` for
   * options that cannot be, and never otherwise.
   */
  handle(request: Request, options?: HandleOptions): Promise<Response>
  /** The handler behind the guard: it runs with the user, or a refusal is the answer. */
  tokenRequired<R extends Request = Request, Rest extends unknown[] = []>(
    handler: GuardedHandler<Authentication<A>, R, Rest>,
  ): (request: R, ...rest: Rest) => Promise<Response>
  tokenRequired<
    const O extends GuardOptions,
    R extends Request = Request,
    Rest extends unknown[] = [],
  >(
    options: O & GuardOptions,
    handler: GuardedHandler<AuthenticationFor<O, A>, R, Rest>,
  ): (request: R, ...rest: Rest) => Promise<Response>
  /**
   * What the credentials of a request, or of an adapter's view of one, prove. With `optional: true`,
   * `undefined` where nothing is presented. Throws `RefusedError`, `UnavailableError`.
   */
  authenticate<const O extends AuthenticateOptions = object>(
    request: Request | RequestView,
    options?: O,
  ): Promise<AuthenticationFor<O, A>>
  /** User and token for a name and password. Throws `RefusedError`, `UnavailableError`. */
  login(username: string, password: string): Promise<{ user: User<A>; token: string }>
  /**
   * Today's token of a user as the store gives it: it takes the hash. The same user on the same day gets
   * the same. Throws `ConfigError` for a handler's user, which has none.
   */
  makeToken(user: StoredUser): string
  /**
   * What a user's key, as text, and a token prove: `authenticate` without a request, for sockets and
   * programs. Throws `RefusedError`, `UnavailableError`.
   */
  verify(credentials: Credentials): Promise<Authentication<A>>
  /**
   * Whether the token is this user's by key, stored hash and day. Neither `isActive` nor tokens kept
   * over a re-hash are asked, which needs the store: `verify` does.
   */
  checkToken(user: StoredUser, token: string): boolean
  /**
   * For adapters: the guard over a neutral view. At once where there is nothing to wait for, neither a
   * form nor a database. Never throws or rejects.
   */
  guard<const O extends GuardOptions = object>(
    view: RequestView,
    options?: O,
  ): Awaitable<GuardOutcome<AuthenticationFor<O, A>>>
  /**
   * For adapters: the token routes over a neutral view whose target is below the mount. Rejects with
   * `ConfigError` for options that cannot be, and never otherwise.
   */
  route(view: RequestView, options?: RouteOptions): Promise<Response>
  /** Closes the store. */
  close(): Promise<void>
}
