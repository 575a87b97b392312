import type { ClassicToken, TokenSubject } from './classic-token.js'
import { recentMap } from '../auth-state/recent-map.js'

/** Tokens in each of the two generations. */
const MOST = 5_000

/**
 * Classic tokens that were verified lately, each with everything that its MAC covers: after any change of
 * the user's hash a token is verified anew. Wrong tokens are never added, so they push nothing out.
 *
 * To compute HMAC-SHA-1 for each request takes a tenth of a guarded request on Fastify over SQLite.
 */
export interface VerifiedTokens {
  /** The index of the key that verified the token; `undefined` if it is not here. */
  keyIndexOf(subject: TokenSubject, token: ClassicToken): number | undefined
  add(subject: TokenSubject, token: ClassicToken, keyIndex: number): void
}

interface Verified extends TokenSubject {
  readonly day: number | bigint
  readonly keyIndex: number
}

export function verifiedTokens(most: number = MOST): VerifiedTokens {
  // By MAC: a hash table reveals nothing about how much of a wrong MAC is right.
  const byMac = recentMap<Verified>(most)
  return {
    keyIndexOf({ id, password }, { day, mac }) {
      const verified = byMac.get(mac)
      if (verified === undefined) return undefined
      return verified.id === id && verified.day === day && verified.password === password
        ? verified.keyIndex
        : undefined
    },
    add: ({ id, password }, { day, mac }, keyIndex) =>
      byMac.set(mac, { id, password, day, keyIndex }),
  }
}
