import type { ClassicToken, TokenSubject } from './classic-token.js'
import { sameDigits } from './mac-digits.js'
import type { UserId } from './user.js'

/** Users in one generation; two are kept, some 15 MB where so many come. */
const MOST = 32_768

/** The MACs that were computed and found to fit: whoever comes again is spared the computing. */
export interface ProvenMacs {
  /** Whether this token was proven for this very hash. Digits are compared in constant time, as ever. */
  has(subject: TokenSubject, token: ClassicToken): boolean
  /** Remembers the token, in place of the one that the user came with before. */
  add(subject: TokenSubject, token: ClassicToken): void
}

interface Proven extends ClassicToken {
  readonly password: string
}

/**
 * Memory for one key ring. That digits fit a stored hash and a day is true for ever and says nothing
 * about now: the store is asked every time. Wrong tokens are not remembered, so they push nobody out.
 */
export function provenMacs(most: number = MOST): ProvenMacs {
  // Whoever is proven is of the young; when those are enough they are the old, and the old are gone.
  let young = new Map<UserId, Proven>()
  let old = new Map<UserId, Proven>()
  return {
    has({ id, password }, token) {
      const proven = young.get(id) ?? old.get(id)
      return (
        proven !== undefined &&
        proven.day === token.day &&
        proven.password === password &&
        sameDigits(proven, token)
      )
    },
    add({ id, password }, { day, high, middle, low }) {
      if (young.size >= most) {
        old = young
        young = new Map()
      }
      young.set(id, { password, day, high, middle, low })
    },
  }
}
