import {
  type StoredToken,
  type TokenLimit,
  type TokenStore,
  endOf,
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

  const makeRoom = (added: StoredToken, limit: TokenLimit): boolean => {
    const surplus = surplusOf(ofUser(added.userId), added, limit)
    for (const { id } of surplus ?? []) change(id, { revokedAt: limit.now })
    return surplus !== undefined
  }
  const revoke = (token: StoredToken | undefined, now: number): boolean =>
    token !== undefined && isWorking(token, now) && change(token.id, { revokedAt: now })

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
      const hasRoom = makeRoom(token, limit)
      if (hasRoom) put(token)
      return hasRoom
    },
    rename: async (id, name) => change(id, { name }),
    async rotate(id, successor, { now, replacedAt, most }) {
      const token = byId.get(id)
      if (token === undefined || !isWorking(token, now)) return undefined
      const successors = ofUser(token.userId).filter(({ replaces }) => replaces === id)
      if (successors.length >= most) return 'full'
      const end = token.replacedAt ?? replacedAt
      change(id, { replacedAt: end })
      put({ ...successor, boundTo: token.boundTo, unusedUntil: end })
      return end
    },
    revoke: async (id, now) => revoke(byId.get(id), now),
    revokeAll: async (userId, now, except) =>
      ofUser(userId).filter((token) => token.id !== except && revoke(token, now)).length,
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
