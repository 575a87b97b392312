import type { Device } from './devices-of.js'
import type { Introspection } from './introspect-token.js'
import type { IssueOptions, IssuedToken } from './issue-token.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import type { TokenRecord } from './token-record.js'
import type { StoredUser, UserId } from '../user.js'

/** Access tokens: `api.accessTokens`. Every method rejects with `ConfigError` if they are off. */
export interface AccessTokens {
  /**
   * A new token of a user. Rejects with `RefusedError`: `not_found` for an id that no active user has,
   * `too_many_tokens` if the user has `maxPerUser`, `invalid_request` for a value that cannot be stored.
   *
   * @example
   * const { token, record } = await api.accessTokens.issue(user.id, { name: 'backup', scopes: ['files:read'] })
   */
  issue(userId: UserId, options?: IssueOptions): Promise<IssuedToken>
  /**
   * The devices of a user, oldest first: of the valid tokens that rotations made of one login or issue, the newest, with
   * the last use of any of them.
   *
   * @example
   * for (const { id, name, lastUsedAt } of await api.accessTokens.list(user.id)) console.log(id, name, lastUsedAt)
   */
  list(userId: UserId): Promise<readonly TokenRecord[]>
  /**
   * A valid token; `undefined` if no token has this id.
   *
   * @example
   * const record = await api.accessTokens.get(tokenId)
   */
  get(tokenId: string): Promise<TokenRecord | undefined>
  /**
   * The renamed token; `undefined` if there is no valid one with this id. Rejects with
   * `RefusedError('invalid_request')` for a name of more than 100 characters.
   *
   * @example
   * await api.accessTokens.rename(record.id, 'laptop')
   */
  rename(tokenId: string, name: string): Promise<TokenRecord | undefined>
  /**
   * A new token in place of a valid one, with its name, scopes and audience. The old one works for `graceSeconds`
   * more, and each call in that time returns another new token; those that are not used in that time end with it.
   * `undefined` if there is no valid token with this id. The new token, and what replaces it later, never expires after
   * `notAfter`.
   *
   * @example
   * const rotated = await api.accessTokens.rotate(record.id)
   */
  rotate(tokenId: string, options?: RotateOptions): Promise<IssuedToken | undefined>
  /**
   * Keeps a token valid after the password of its user was changed, which ends all others. Returns `false` if there is
   * no token that this can keep.
   *
   * @example
   * await savePassword(user.id, newPassword)
   * if (token.kind === 'access') await api.accessTokens.rebind(token.id)
   */
  rebind(tokenId: string): Promise<boolean>
  /**
   * Ends the device of a token, durably when it resolves: all that rotations made of one login or issue. Returns `false`
   * if nothing of it worked. The id may be of a token that a rotation replaced.
   *
   * @example
   * await api.accessTokens.revoke(record.id)
   */
  revoke(tokenId: string): Promise<boolean>
  /**
   * Ends the tokens of a user, all but one with `except`. Returns their number.
   *
   * @example
   * await api.accessTokens.revokeAll(user.id, { except: token.id })
   */
  revokeAll(userId: UserId, options?: RevokeAllOptions): Promise<number>
  /**
   * Whether a token is active, and what it permits, as RFC 7662 describes it. Records no use.
   *
   * @example
   * const { active } = await api.accessTokens.introspect(token)
   */
  introspect(token: string): Promise<Introspection>
  /**
   * Deletes the records of tokens that have ended, in batches of 1,000. Returns their number. A rotated token whose
   * record is deleted is reported no more when it is presented again.
   *
   * @example
   * await api.accessTokens.prune({ endedBefore: new Date(Date.now() - 7 * 86_400_000) })
   */
  prune(options?: PruneOptions): Promise<number>
}

/** What `rotate` takes. */
export interface RotateOptions {
  readonly notAfter?: Date | undefined
}

/** What `revokeAll` takes. */
export interface RevokeAllOptions {
  /** The id of a token that stays. */
  readonly except?: string | undefined
}

/** What `prune` takes. */
export interface PruneOptions {
  /** Default now. */
  readonly endedBefore?: Date | undefined
}

/** The same for token routes and logins: events name their request. */
export interface AccessTokenService extends AccessTokens {
  /** Issues to a user that is at hand. `undefined`: the stored hash is not that of this user any more. */
  issueTo(
    user: StoredUser,
    options: IssueOptions,
    request: RequestOfEvent,
  ): Promise<IssuedToken | undefined>
  /** @param askedBy the id of the token that asks for it: from another one, the new token ends with its device too */
  rotate(
    tokenId: string,
    options?: RotateOptions,
    request?: RequestOfEvent,
    askedBy?: string,
  ): Promise<IssuedToken | undefined>
  /** As `list`, with the device of a token marked. */
  devices(userId: UserId, presentedId: string | undefined): Promise<readonly Device[]>
  /** The record of a token with this id or text, also of one that has ended and is not pruned yet. */
  find(
    which: { readonly id: string } | { readonly token: string },
  ): Promise<TokenRecord | undefined>
  revoke(tokenId: string, request?: RequestOfEvent): Promise<boolean>
  revokeAll(userId: UserId, options?: RevokeAllOptions, request?: RequestOfEvent): Promise<number>
}
