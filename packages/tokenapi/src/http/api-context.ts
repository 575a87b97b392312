import type { AccessTokenService } from '../core/access/access-tokens.js'
import type { Logins } from '../core/login/login.js'
import type { Reporter } from '../core/events/reporter.js'
import type { VerifyTicket } from '../core/tickets/ticket-verifier.js'
import type { VerifyToken } from '../core/verify-token.js'
import type { ClientAddress } from './client-address.js'
import type { CredentialPlace } from './credentials/credential-places.js'
import type { Limits } from './body/limits.js'
import type { Refuse } from './refusal/refuse.js'

/** What guards and token routes use of an api. */
export interface ApiContext<A = object> {
  readonly limits: Limits
  /** The places of credentials for guards that name none. */
  readonly places: readonly CredentialPlace[]
  /** Prefixes of access tokens, the first issues; empty where access tokens are off. */
  readonly tokenPrefixes: readonly string[]
  /** The scopes that a guard without `scopes` needs. */
  readonly defaultScopes: readonly string[]
  readonly accessTokens: AccessTokenService
  /** Whether a login may be a JSON body. */
  readonly jsonLogin: boolean
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell'>
  readonly clientAddress: ClientAddress
  readonly verify: VerifyToken<A>
  readonly verifyTicket: VerifyTicket<A>
  readonly login: Logins['login']
  readonly checkLogin: Logins['checkLogin']
  readonly refuse: Refuse
}

/** The part of a `TokenApi` that adapters pass to `guard` and `route`. */
export interface AdaptableApi<A = object> {
  /** Internal, and subject to change. A string key, so that two copies of this package work together. */
  readonly '~context': ApiContext<A>
}
