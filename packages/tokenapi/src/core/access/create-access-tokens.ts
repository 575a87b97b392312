import { judge } from './access-state.js'
import { readAccessToken } from './access-token.js'
import type { AccessTokenParts } from './access-token-parts.js'
import type { AccessTokenService } from './access-tokens.js'
import { type Device, devicesOf } from './devices-of.js'
import { RefusedError, UnavailableError } from '../errors.js'
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
import { recordOf } from './token-record.js'
import type { StoredToken } from './token-store.js'
import { readUserId } from '../user-id.js'
import type { StoredUser, UserId } from '../user.js'

/** The methods of `api.accessTokens`. */
export function createAccessTokens(parts: AccessTokenParts): AccessTokenService {
  const { tokens } = parts
  const { userWith, validToken, isValid } = lookUps(parts)
  const devices = async (userId: UserId, presentedId?: string): Promise<readonly Device[]> => {
    const user = await userWith(userId)
    if (user === undefined) return []
    const valid: StoredToken[] = []
    for await (const token of tokens.list({ userId: user.id })) {
      if (isValid(token, user)) valid.push(token)
    }
    return devicesOf(valid, presentedId)
  }
  return {
    issueTo: (user, options, request) => issueToken(parts, user, options, request),
    async issue(userId, given) {
      const options = readIssueOptions(given)
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const user = await userWith(userId)
        if (user?.isActive !== true) {
          throw new RefusedError('not_found', 'There is no active user with this id.')
        }
        const issued = await issueToken(parts, user, options, NO_REQUEST)
        // The stored hash has changed since it was read.
        if (issued !== undefined) return issued
      }
      throw new UnavailableError('the stored password keeps changing', { retryAfter: 1 })
    },
    list: async (userId) => (await devices(userId)).map(({ record }) => record),
    devices,
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
    async find(which) {
      const token = await storedToken(parts, which)
      return token && recordOf(token)
    },
    async rotate(tokenId, given, request = NO_REQUEST, asking = tokenId) {
      const options = readRotateOptions(given)
      const token = await validToken(tokenId)
      const askedBy = asking === tokenId ? undefined : await validToken(asking)
      if (token === undefined || (asking !== tokenId && askedBy === undefined)) return undefined
      return rotateToken(parts, token, { ...options, askedBy }, request)
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
const ATTEMPTS = 5

async function storedToken(
  { tokens, settings }: AccessTokenParts,
  which: { readonly id: string } | { readonly token: string },
): Promise<StoredToken | undefined> {
  if ('id' in which) return tokens.get(which.id)
  const digest = readAccessToken(which.token, settings.prefixes)
  return digest === undefined ? undefined : (await tokens.find(digest))?.token
}

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
