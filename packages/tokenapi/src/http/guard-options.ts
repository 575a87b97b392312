import type { Authentication } from '../core/authenticate.js'
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
}

/** Where a view could not be told that there may be no user. */
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
export type AuthenticationFor<O> = O extends unknown
  ? 'optional' extends keyof O
    ? O extends { readonly optional?: false | undefined }
      ? Authentication
      : Authentication | undefined
    : Authentication
  : never

/** The user whom a view sees behind the guard: `undefined`, perhaps, where that is optional. */
export type UserFor<O> = AuthenticationFor<O> extends Authentication ? User : User | undefined
