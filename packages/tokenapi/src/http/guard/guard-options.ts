import type { Authentication } from '../../core/authentication.js'
import type { RefusalCode } from '../../core/errors.js'
import type { User } from '../../core/user.js'
import type { CredentialPlace } from '../credentials/credential-places.js'
import type { RequestView } from '../view/request-view.js'

/** Options of a guard. */
export interface GuardOptions {
  /**
   * `true`: a request without credentials passes, and `user` is `undefined`. A wrong token is still refused,
   * and an outage is still a 503. Default `false`.
   */
  readonly optional?: boolean | undefined
  /**
   * The places where credentials are accepted; default the api's `credentials`. Other places are not read:
   * with `['header']` the body is never touched.
   */
  readonly credentials?: readonly CredentialPlace[] | undefined
  /**
   * The scopes that a token needs, all of them; others are refused with `insufficient_scope`. A classic token has every
   * scope. Default `accessTokens.defaultScopes`; `[]`: any valid token passes.
   */
  readonly scopes?: readonly string[] | undefined
  /**
   * `true`: a ticket in the parameter `ticket` of the query string lets in a request of its method and path. A
   * request with a ticket is decided by the ticket alone. Default `false`: the parameter is not read.
   */
  readonly tickets?: boolean | undefined
  /**
   * Returns a response for a refusal, or `undefined` for the default one. Not called for an outage, which
   * is always a 503. A 2xx or 5xx status is replaced by the refusal's own, and missing headers (challenge,
   * `Cache-Control`, `Vary`) are added.
   */
  readonly onRefused?: ((refusal: Refusal, request: RefusedRequest) => OwnAnswer) | undefined
  /**
   * Where the user goes instead of `user`, on what an adapter writes on: `req.tokenUser` with "tokenUser".
   * For routes whose `user` is a session's. `authentication` keeps its name.
   */
  readonly userProperty?: string | undefined
}

/** Options for a handler whose type cannot include a missing user. */
export type RequiredOptions = GuardOptions & { readonly optional?: false | undefined }

type OwnAnswer = Response | undefined | Promise<Response | undefined>

/** Why a request is refused, as its caller may know it. */
export interface Refusal {
  readonly status: number
  readonly code: RefusalCode
  /** One sentence. */
  readonly message: string
}

/** The refused request; the target may hold credentials. */
export type RefusedRequest = Pick<RequestView, 'method' | 'target' | 'header'>

/** The authentication that a handler gets; possibly `undefined` if it is optional. */
export type AuthenticationFor<O, A = object> = O extends unknown
  ? 'optional' extends keyof O
    ? O extends { readonly optional?: false | undefined }
      ? Authentication<A>
      : Authentication<A> | undefined
    : Authentication<A>
  : never

/** The name of the user's property. */
export type UserPropertyOf<O> = O extends { readonly userProperty: infer N extends string }
  ? N
  : 'user'

/** What a guard puts on a request: the user, under the name that the options say, and the authentication. */
export type GuardedFields<O, A = object> = {
  readonly [K in UserPropertyOf<O>]: UserFor<O, A>
} & { readonly authentication: AuthenticationFor<O, A> }

/** The user that a handler gets; possibly `undefined` if authentication is optional. */
export type UserFor<O, A = object> =
  AuthenticationFor<O> extends Authentication ? User<A> : User<A> | undefined
