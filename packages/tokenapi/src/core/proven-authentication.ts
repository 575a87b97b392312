import type { AuthenticatedToken } from './authenticated-token.js'
import type { Key } from './secret-key.js'
import type { User, UserId } from './user.js'

/** The token that a request presented: what a ticket is bound to. */
export type Parent =
  | {
      readonly kind: 'classic'
      readonly id: UserId
      readonly token: string
      readonly day: number | bigint
      /** The key that made the token. */
      readonly key: Key
    }
  | {
      readonly kind: 'access'
      readonly tokenId: string
      /** Of the token, whatever a handler makes of its dates. Milliseconds since 1970. */
      readonly issuedAt: number
      readonly expiresAt: number
      /** As the store had it. Milliseconds since 1970. */
      readonly lastUsedAt: number | undefined
      readonly unusedUntil: number | undefined
    }
  | { readonly kind: 'ticket' }

/**
 * An authentication with the token that proved it. The token is in a private field: it does not show in a log,
 * in JSON or in a copy, and an authentication that was made by hand has none.
 */
export class ProvenAuthentication<A> {
  readonly user: User<A>
  readonly token: AuthenticatedToken
  readonly #parent: Parent

  constructor(user: User<A>, token: AuthenticatedToken, parent: Parent) {
    this.user = user
    this.token = token
    this.#parent = parent
    Object.freeze(this)
  }

  /** The token behind an authentication; `undefined` for anything that no verification returned. */
  static parentOf(authentication: unknown): Parent | undefined {
    return typeof authentication === 'object' &&
      authentication !== null &&
      #parent in authentication
      ? authentication.#parent
      : undefined
  }
}
