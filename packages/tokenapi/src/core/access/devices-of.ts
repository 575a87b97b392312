import { type TokenRecord, recordOf } from './token-record.js'
import type { StoredToken } from './token-store.js'

/** The tokens that rotations made of one login or issue, as a list shows them. */
export interface Device {
  readonly record: TokenRecord
  /** Whether the presented token is one of them. */
  readonly isCurrent: boolean
}

/**
 * Of valid tokens in the order of creation, the newest of each device, with the last use of any of its tokens: also of a
 * copy that somebody else uses.
 */
export function devicesOf(
  tokens: readonly StoredToken[],
  presentedId: string | undefined,
): readonly Device[] {
  const newest = new Map<string, StoredToken>()
  for (const token of tokens) {
    const older = newest.get(token.family)
    newest.delete(token.family)
    newest.set(token.family, older === undefined ? token : withLatestUse(token, older))
  }
  const current = tokens.find(({ id }) => id === presentedId)?.family
  return [...newest].map(([family, token]) => ({
    record: recordOf(token),
    isCurrent: family === current,
  }))
}

function withLatestUse(token: StoredToken, other: StoredToken): StoredToken {
  if ((other.lastUsedAt ?? 0) <= (token.lastUsedAt ?? 0)) return token
  const { lastUsedAt, lastAddress, lastUserAgent } = other
  return { ...token, lastUsedAt, lastAddress, lastUserAgent }
}
