import type { Authentication } from '../core/token-verifier.js'
import type { RefusalCode } from '../core/errors.js'
import type { User } from '../core/user.js'
import type { CredentialPlace } from './credential-places.js'
import type { RequestView } from './request-view.js'

/** What one guarded view asks for beyond the usual. */
export interface GuardOptions {
  /**
   * `true`: a request that presents nothing passes, without a user. What is presented must still be
   * right: a wrong token is refused, and 503 is the answer where we cannot tell. Default `false`.
   */
  readonly optional?: boolean | undefined
  /**
   * Where credentials are looked for; default the api's `credentials`, all three places. What is not named is
   * not read: with `['header']` a request is refused before a byte of its body, and no body is touched.
   */
  readonly credentials?: readonly CredentialPlace[] | undefined
  /**
   * An answer of your own to a refusal, or `undefined` for ours. Never asked about an outage, which
   * is always our 503. It stays a refusal: a 2xx or 5xx status is replaced by the refusal's own, and
   * what a refusal must carry (challenge, `Cache-Control`, `Vary`) is added where it is missing.
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

/** What the guard hands to a view: nothing, perhaps, where authentication is optional. */
export type AuthenticationFor<O, A = object> = O extends unknown
  ? 'optional' extends keyof O
    ? O extends { readonly optional?: false | undefined }
      ? Authentication<A>
      : Authentication<A> | undefined
    : Authentication<A>
  : never

/** The name under which a view finds the user. */
export type UserPropertyOf<O> = O extends { readonly userProperty: infer N extends string }
  ? N
  : 'user'

/** What a guard puts on a request: the user, under the name that the options say, and the authentication. */
export type GuardedFields<O, A = object> = {
  readonly [K in UserPropertyOf<O>]: UserFor<O, A>
} & { readonly authentication: AuthenticationFor<O, A> }

/** The user whom a view sees behind the guard: `undefined`, perhaps, where that is optional. */
export type UserFor<O, A = object> =
  AuthenticationFor<O> extends Authentication ? User<A> : User<A> | undefined
