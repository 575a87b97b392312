import type { User, UserId } from './user.js'

/** What is known of an access token: frozen, safe to send as JSON, without the token and its digest. */
export interface TokenRecord {
  readonly id: string
  readonly userId: User['id']
  /** The name of a device or a script. */
  readonly name: string
  readonly scopes: readonly string[]
  readonly audience: string | undefined
  readonly createdAt: Date
  /** The token is refused from this millisecond on. */
  readonly expiresAt: Date
  /** Recorded at most once a minute. */
  readonly lastUsedAt: Date | undefined
  readonly lastAddress: string | undefined
  readonly lastUserAgent: string | undefined
}

/** A new token, which is shown this once, and its record. */
export interface IssuedToken {
  readonly token: string
  readonly record: TokenRecord
}

/** What `issue` takes. */
export interface IssueOptions {
  /** At most 100 characters; default "". */
  readonly name?: string | undefined
  /** Default none. `['*']`: everything. */
  readonly scopes?: readonly string[] | undefined
  /** Default `lifetimeDays` from now. A rotation never extends it. */
  readonly expiresAt?: Date | undefined
}

/** The answer of an introspection: RFC 7662 §2.2. Times are whole seconds since 1970. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true
      readonly scope: string
      readonly username: string
      readonly token_type: 'Bearer'
      readonly exp: number
      readonly iat: number
      readonly sub: string
      readonly aud?: string
      /** The id of the record. */
      readonly jti: string
    }

/** Access tokens: `api.accessTokens`. Every method rejects with `ConfigError` if they are off. */
export interface AccessTokens {
  /**
   * A new token of a user. Rejects with `RefusedError('too_many_tokens')` if the user has `maxPerUser`, and with
   * `ConfigError` for invalid options or an id that no active user has.
   *
   * @example
   * const { token, record } = await api.accessTokens.issue(user.id, { name: 'backup', scopes: ['files:read'] })
   */
  issue(userId: UserId, options?: IssueOptions): Promise<IssuedToken>
  /**
   * The living tokens of a user, oldest first.
   *
   * @example
   * for (const { id, name, lastUsedAt } of await api.accessTokens.list(user.id)) console.log(id, name, lastUsedAt)
   */
  list(userId: UserId): Promise<readonly TokenRecord[]>
  /** A living token; `undefined` if there is none with this id. */
  get(tokenId: string): Promise<TokenRecord | undefined>
  /** The renamed token; `undefined` if there is no living one with this id. At most 100 characters. */
  rename(tokenId: string, name: string): Promise<TokenRecord | undefined>
  /**
   * A new token in place of a living one, with its name, scopes and audience. The old one works for `graceSeconds`
   * more, and each call in that time returns another new token. `undefined` if there is no living one with this id.
   * The new token, and what replaces it later, never expires after `notAfter`.
   */
  rotate(
    tokenId: string,
    options?: { readonly notAfter?: Date | undefined },
  ): Promise<IssuedToken | undefined>
  /**
   * Keeps a token valid after the password of its user was changed, which ends all others. Returns `false` if there
   * is no such token.
   *
   * @example
   * await savePassword(user.id, newPassword)
   * if (token.kind === 'access') await api.accessTokens.rebind(token.id)
   */
  rebind(tokenId: string): Promise<boolean>
  /** Ends a token, durably when it resolves. Returns `false` if it had ended before, or never was. */
  revoke(tokenId: string): Promise<boolean>
  /** Ends the tokens of a user, all but one with `except`. Returns their number. */
  revokeAll(userId: UserId, options?: { readonly except?: string | undefined }): Promise<number>
  /** Whether a token is active, and what it permits, as RFC 7662 describes it. */
  introspect(token: string): Promise<Introspection>
  /** Deletes records of tokens that have ended, in batches. Returns their number. */
  prune(options?: { readonly endedBefore?: Date | undefined }): Promise<number>
}
