import type { AuthenticatedToken } from './authenticated-token.js'
import type { User } from './user.js'

/** The result of an authentication. Frozen. */
export interface Authentication<A = object> {
  readonly user: User<A>
  readonly token: AuthenticatedToken
}
