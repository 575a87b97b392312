import {
  type StoredToken,
  type TokenStore,
  endOf,
  isOfFamily,
  isRevocable,
  isWorking,
  surplusOf,
} from '../../core/access/token-store.js'
import type { StoredUser, UserId } from '../../core/user.js'

/** Access tokens in memory. */
export interface MemoryTokens extends TokenStore {
  /** Binds all tokens of a user that are bound to `from` to `to`. */
  rebindAll(userId: UserId, binding: { readonly from: string; readonly to: string }): void
}

/** `userOf` is the user with an id. */
export function memoryTokens(userOf: (id: UserId) => StoredUser | undefined): MemoryTokens {
  /** In the order of creation. */
  const byId = new Map<string, StoredToken>()
  const idOf = new Map<string, string>()
  const usedTickets = new Map<string, number>()

  const put = (token: StoredToken): void => {
    byId.set(token.id, Object.freeze({ ...token }))
    idOf.set(token.digest, token.id)
  }
  const remove = ({ id, digest }: StoredToken): void => {
    byId.delete(id)
    idOf.delete(digest)
  }
  const change = (id: string, changes: Partial<StoredToken>): boolean => {
    const token = byId.get(id)
    if (token !== undefined) put({ ...token, ...changes })
    return token !== undefined
  }
  const ofUser = (userId: UserId): StoredToken[] =>
    [...byId.values()].filter((token) => token.userId === userId)

  const working = (id: string, now: number): StoredToken | undefined => {
    const token = byId.get(id)
    return token !== undefined && isWorking(token, now) ? token : undefined
  }
  /** The ids of those that worked. */
  const revoke = (tokens: readonly StoredToken[], now: number): readonly string[] => {
    for (const token of tokens) if (isRevocable(token, now)) change(token.id, { revokedAt: now })
    return tokens.filter((token) => isWorking(token, now)).map(({ id }) => id)
  }
  const revokeFamily = (userId: UserId, family: string, now: number): readonly string[] =>
    revoke(
      ofUser(userId).filter((token) => isOfFamily(token, family)),
      now,
    )

  return {
    find(digest) {
      const token = byId.get(idOf.get(digest) ?? '')
      return token && { token, user: userOf(token.userId) }
    },
    get: async (id) => byId.get(id),
    async *list({ userId } = {}) {
      yield* userId === undefined ? [...byId.values()] : ofUser(userId)
    },
    async add(token, limit) {
      const { userId } = token
      const { password, now } = limit
      if (password !== undefined && userOf(userId)?.password !== password) return 'stale'
      const surplus = surplusOf(ofUser(userId), token, limit)
      const revoked = surplus?.flatMap((family) => revokeFamily(userId, family, now))
      if (revoked !== undefined) put(token)
      return revoked ?? 'full'
    },
    rename: async (id, name) => change(id, { name }),
    async rotate(id, successor, { now, replacedAt, most, endedAfter, askedBy }) {
      const token = working(id, now)
      if (token === undefined) return undefined
      if (askedBy !== undefined && working(askedBy, now) === undefined) return undefined
      const { family } = successor
      const others = ofUser(token.userId).filter((each) => each.family === family)
      if (others.filter((each) => endOf(each) > endedAfter).length >= most) return 'full'
      const end = token.replacedAt ?? replacedAt
      change(id, { replacedAt: end })
      put({ ...successor, boundTo: token.boundTo, unusedUntil: end })
      return end
    },
    revokeFamily: async (userId, family, now) => revokeFamily(userId, family, now),
    async revokeAll(userId, now, except) {
      const others = ofUser(userId).filter(({ id }) => id !== except)
      return revoke(others, now).length
    },
    rebind: async (id, boundTo) => change(id, { boundTo }),
    async recordUse(uses) {
      for (const { id, usedAt, address, userAgent } of uses) {
        if (usedAt < (byId.get(id)?.lastUsedAt ?? -Infinity)) continue
        change(id, { lastUsedAt: usedAt, lastAddress: address, lastUserAgent: userAgent })
      }
    },
    async prune(before, most) {
      const ended = [...byId.values()].filter((token) => endOf(token) < before).slice(0, most)
      for (const token of ended) remove(token)
      for (const [digest, expiresAt] of usedTickets) {
        if (expiresAt < before) usedTickets.delete(digest)
      }
      return ended.length
    },
    async useOnce(digest, expiresAt) {
      const isFirst = !usedTickets.has(digest)
      if (isFirst) usedTickets.set(digest, expiresAt)
      return isFirst
    },
    wasUsed: async (digest) => usedTickets.has(digest),
    rebindAll(userId, { from, to }) {
      for (const { id, boundTo } of ofUser(userId))
        if (boundTo === from) change(id, { boundTo: to })
    },
  }
}
