import type { AccessTokens } from '../core/access/access-tokens.js'
import type { Credentials } from '../core/credentials.js'
import type { LoginOptions } from '../core/login/login-attempt.js'
import type { Health } from '../core/health.js'
import type { Explanation } from '../core/explain/explanation.js'
import type { Tickets } from '../core/tickets/issue-ticket.js'
import type { Authentication } from '../core/authentication.js'
import type { StoredUser, User } from '../core/user.js'
import type { AdaptableApi } from './api-context.js'
import type { AuthenticationFor, GuardOptions } from './guard/guard-options.js'
import type { AuthenticateOptions } from './guard/read-guard-options.js'
import type { RequestView } from './view/request-view.js'
import type { HandleOptions } from './route-options.js'

/** A guarded handler. Further arguments of the framework come after the authentication. */
export type GuardedHandler<
  A = Authentication,
  R extends Request = Request,
  Rest extends unknown[] = [],
> = (request: R, authentication: A, ...rest: Rest) => Response | Promise<Response>

/**
 * Guards, token routes, logins and tokens over one store and one key ring, as `createTokenApi` returns
 * them. `A` are the attributes of a user.
 */
export interface TokenApi<A = object> extends AdaptableApi<A> {
  /**
   * The response of the token routes below the prefix: `POST new.json`, `TOKEN/USER.json`, and those for access tokens where
   * these are on. Rejects with `ConfigError` for invalid options, and for no other reason.
   *
   * @example
   * if (path.startsWith('/token/')) return api.handle(request, { prefix: '/token' })
   */
  handle(request: Request, options?: HandleOptions): Promise<Response>
  /**
   * The handler behind a guard: it runs with the user, or the caller gets the refusal.
   *
   * @example
   * const index = api.tokenRequired(async (request, { user }) => jsonResponse({ hello: user.username }))
   */
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
   * The authentication of a request. With `optional: true`, `undefined` for a request without credentials.
   * Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
   *
   * @example
   * const { user } = await api.authenticate(request)
   */
  authenticate<const O extends AuthenticateOptions = object>(
    request: Request | RequestView,
    options?: O,
  ): Promise<AuthenticationFor<O, A>>
  /**
   * The user and a new token for a user name and password. Rejects with `RefusedError`, whose `retryAfter` is
   * in seconds where its code is `too_many_attempts`, or with `UnavailableError` if the result is unknown.
   *
   * @example
   * const { user, token } = await api.login('maria', password, { address: request.ip })
   */
  login(
    username: string,
    password: string,
    options?: LoginOptions,
  ): Promise<{ user: User<A>; token: string }>
  /**
   * The user for a user name and password, without a token: for a session of your own, or before a change that asks
   * for the password again. Limited and reported as `login`, and rejects as that does.
   *
   * @example
   * const user = await api.checkLogin('maria', password, { address: request.ip })
   */
  checkLogin(
    username: string,
    password: string,
    options?: Omit<LoginOptions, 'name'>,
  ): Promise<User<A>>
  /**
   * Today's token of a stored user, the same for all calls of a day. Throws `ConfigError` for the user of a
   * handler, which has no hash.
   *
   * @example
   * const token = api.makeToken(await store.findById(1))
   */
  makeToken(user: StoredUser): string
  /** Issues, lists, renames, rotates and ends access tokens. Methods reject with `ConfigError` if they are off. */
  readonly accessTokens: AccessTokens
  /**
   * The authentication of a user id and a token, or of an access token alone, without a request. Rejects with
   * `RefusedError`, or with `UnavailableError` if the result is unknown.
   *
   * @example
   * const { user } = await api.verify({ user: '1', token })
   */
  verify(credentials: Credentials): Promise<Authentication<A>>
  /** Tickets: permissions for one method and path, for places that cannot send a header. */
  readonly tickets: Tickets
  /**
   * Whether a token belongs to this user by key, stored hash and day. Ignores `isActive` and tokens kept
   * after a re-hash, which need the store: see `verify`.
   *
   * @example
   * if (api.checkToken(user, token)) { … }
   */
  checkToken(user: StoredUser, token: string): boolean
  /**
   * Why a request, or a user id and a token, are accepted or refused, step by step, and what to do. For
   * operators alone: never send it to a caller. Contains no token, hash or key, and reports no event. Options as
   * for `authenticate`. Rejects with `ConfigError` for what is neither a request nor credentials.
   *
   * @example
   * console.log(describeExplanation(await api.explain({ user: '17', token })))
   */
  explain(
    given: Request | RequestView | Credentials,
    options?: AuthenticateOptions,
  ): Promise<Explanation>
  /**
   * Forgets the failed logins of a user name, for an operator: password logins of an account stop after
   * `stopAfter` failures in a row. Returns whether they were stopped. Failures in the memory of another
   * process remain.
   *
   * @example
   * await api.unlock('maria')
   */
  unlock(username: string): Promise<boolean>
  /**
   * Whether the store answers, and how much is answered from memory, for readiness checks and metrics. JSON holds it as it
   * is; it contains no secret and no user. Resolves also if the store does not answer, after five seconds at most.
   *
   * @example
   * const { ok, memory } = await api.health()
   * response.status(ok ? 200 : 503).json({ ok, hitRate: memory?.hitRate })
   */
  health(): Promise<Health>
  /** Number of events dropped since the start because a listener was too slow. */
  droppedEvents(): number
  /** Records the last uses of access tokens, delivers the queued events, for two seconds at most, and closes the store. */
  close(): Promise<void>
}
