/** `api.accessTokens`: issues, lists, renames, rotates and ends access tokens. */
import { judge } from './access-state.js'
import type { AccessTokenSettings } from './access-token-options.js'
import type { CheckedStore } from './checked-store.js'
import { RefusedError } from './errors.js'
import { type Introspection, introspectToken } from './introspect-token.js'
import { type IssueOptions, type IssuedToken, issueToken } from './issue-token.js'
import { bindingOf } from './kept-token.js'
import type { LastUse } from './last-use.js'
import type { RequestOfEvent } from './outcome-report.js'
import { pruneTokens } from './prune-tokens.js'
import {
  readIssueOptions,
  readPruneOptions,
  readRevokeAllOptions,
  readRotateOptions,
} from './read-token-options.js'
import type { Reporter } from './reporter.js'
import { revokeToken, revokeTokens } from './revoke-token.js'
import { rotateToken } from './rotate-token.js'
import { readTokenName } from './token-name.js'
import { type TokenRecord, recordOf } from './token-record.js'
import type { StoredToken, TokenStore } from './token-store.js'
import { readUserId } from './user-id.js'
import type { StoredUser, UserId } from './user.js'

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
   * The tokens of a user that are valid now, oldest first.
   *
   * @example
   * for (const { id, name, lastUsedAt } of await api.accessTokens.list(user.id)) console.log(id, name, lastUsedAt)
   */
  list(userId: UserId): Promise<readonly TokenRecord[]>
  /**
   * A valid token; `undefined` if there is none with this id.
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
   * Ends a token, durably when it resolves. Returns `false` if it had ended before, or never was.
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
  /** Issues to a user that is at hand. */
  issueTo(user: StoredUser, options: IssueOptions, request: RequestOfEvent): Promise<IssuedToken>
  rotate(
    tokenId: string,
    options?: RotateOptions,
    request?: RequestOfEvent,
  ): Promise<IssuedToken | undefined>
  revoke(tokenId: string, request?: RequestOfEvent): Promise<boolean>
  revokeAll(userId: UserId, options?: RevokeAllOptions, request?: RequestOfEvent): Promise<number>
}

/** What access tokens need. */
export interface AccessTokenParts {
  readonly settings: AccessTokenSettings
  readonly store: Pick<CheckedStore, 'findById' | 'idType'>
  readonly tokens: TokenStore
  readonly lastUse: Pick<LastUse, 'usedAt'>
  readonly reporter: Pick<Reporter, 'tell'>
  /** Milliseconds. */
  clock(): number
}

export function createAccessTokens(parts: AccessTokenParts): AccessTokenService {
  const { tokens } = parts
  const { userWith, validToken, isValid } = lookUps(parts)
  return {
    issueTo: (user, options, request) => issueToken(parts, user, options, request),
    async issue(userId, given) {
      const options = readIssueOptions(given)
      const user = await userWith(userId)
      if (user?.isActive === true) return issueToken(parts, user, options, NO_REQUEST)
      throw new RefusedError('not_found', 'There is no active user with this id.')
    },
    async list(userId) {
      const user = await userWith(userId)
      const records: TokenRecord[] = []
      if (user === undefined) return records
      for await (const token of tokens.list({ userId: user.id })) {
        if (isValid(token, user)) records.push(recordOf(token))
      }
      return records
    },
    async get(tokenId) {
      const token = await validToken(tokenId)
      return token && recordOf(token)
    },
    async rename(tokenId, given) {
      const name = readTokenName(given ?? '')
      const token = await validToken(tokenId)
      const isRenamed = token !== undefined && (await tokens.rename(tokenId, name))
      return isRenamed ? recordOf({ ...token, name }) : undefined
    },
    async rotate(tokenId, given, request = NO_REQUEST) {
      const options = readRotateOptions(given)
      const token = await validToken(tokenId)
      return token && rotateToken(parts, token, options, request)
    },
    async rebind(tokenId) {
      const token = await tokens.get(tokenId)
      const user = token && (await userWith(token.userId))
      if (token === undefined || user === undefined) return false
      const boundTo = bindingOf(user)
      return isValid({ ...token, boundTo }, user) && tokens.rebind(tokenId, boundTo)
    },
    revoke: (tokenId, request = NO_REQUEST) => revokeToken(parts, tokenId, request),
    async revokeAll(userId, given, request = NO_REQUEST) {
      const { except } = readRevokeAllOptions(given)
      const id = readUserId(String(userId), parts.store.idType)
      return id === undefined ? 0 : revokeTokens(parts, id, except, request)
    },
    introspect: (token) => introspectToken(parts, token),
    async prune(given) {
      const { endedBefore } = readPruneOptions(given)
      return pruneTokens(tokens, endedBefore?.getTime() ?? parts.clock())
    },
  }
}

const NO_REQUEST = (): undefined => undefined

interface LookUps {
  userWith(this: void, id: UserId): Promise<StoredUser | undefined>
  validToken(this: void, tokenId: string): Promise<StoredToken | undefined>
  isValid(this: void, token: StoredToken, user: StoredUser): boolean
}

function lookUps({ settings, store, tokens, lastUse, clock }: AccessTokenParts): LookUps {
  const userWith: LookUps['userWith'] = async (given) => {
    // A `User` has a bigint as text.
    const id = readUserId(String(given), store.idType)
    return id === undefined ? undefined : store.findById(id)
  }
  const isValid: LookUps['isValid'] = (token, user) => {
    const usedAt = lastUse.usedAt(token.id)
    return !('refusal' in judge({ token, user }, { settings, now: clock(), usedAt }))
  }
  return {
    userWith,
    isValid,
    async validToken(tokenId) {
      const token = await tokens.get(tokenId)
      const user = token && (await userWith(token.userId))
      return token && user && isValid(token, user) ? token : undefined
    },
  }
}
