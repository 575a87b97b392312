import { judge } from './access-state.js'
import type { AccessTokenParts } from './access-token-parts.js'
import type { AccessTokenService } from './access-tokens.js'
import { RefusedError } from '../errors.js'
import { introspectToken } from './introspect-token.js'
import { issueToken } from './issue-token.js'
import { bindingOf } from '../classic/kept-token.js'
import { pruneTokens } from './prune-tokens.js'
import {
  readIssueOptions,
  readPruneOptions,
  readRevokeAllOptions,
  readRotateOptions,
} from './read-token-options.js'
import { revokeToken, revokeTokens } from './revoke-token.js'
import { rotateToken } from './rotate-token.js'
import { readTokenName } from './token-name.js'
import { type TokenRecord, recordOf } from './token-record.js'
import type { StoredToken } from './token-store.js'
import { readUserId } from '../user-id.js'
import type { StoredUser, UserId } from '../user.js'

/** The methods of `api.accessTokens`. */
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
        // A device is in the list once, also while the token that it replaced still works.
        if (token.replacedAt === undefined && isValid(token, user)) records.push(recordOf(token))
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
      // What ends later is living.
      return pruneTokens(tokens, Math.min(endedBefore?.getTime() ?? Infinity, parts.clock()))
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
