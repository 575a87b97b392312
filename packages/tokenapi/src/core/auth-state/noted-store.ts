import type { CheckedStore } from '../store/checked-store.js'
import type { StoreChange, StoreChanges } from './store-changes.js'
import type { TokenStore } from '../access/token-store.js'

/** The store, whose changes are noted: its hashes and its access tokens. */
export function notedStore<A>(store: CheckedStore<A>, { noting }: StoreChanges): CheckedStore<A> {
  const { upgrades, tokens } = store
  return {
    ...store,
    upgrades: upgrades && {
      ...upgrades,
      replaceHash: (upgrade) => noting({ userId: upgrade.id }, () => upgrades.replaceHash(upgrade)),
    },
    tokens: tokens && notedTokens(tokens, noting),
  }
}

function notedTokens(tokens: TokenStore, noting: StoreChanges['noting']): TokenStore {
  const ofToken = (tokenId: string): StoreChange => ({ tokenId })
  return {
    ...tokens,
    // May revoke others of the user.
    add: (token, limit) => noting({ userId: token.userId }, () => tokens.add(token, limit)),
    rename: (id, name) => noting(ofToken(id), () => tokens.rename(id, name)),
    rotate: (id, ...rest) => noting(ofToken(id), () => tokens.rotate(id, ...rest)),
    revokeFamily: (userId, ...rest) =>
      noting({ userId }, () => tokens.revokeFamily(userId, ...rest)),
    revokeAll: (userId, ...rest) => noting({ userId }, () => tokens.revokeAll(userId, ...rest)),
    rebind: (id, boundTo) => noting(ofToken(id), () => tokens.rebind(id, boundTo)),
  }
}
