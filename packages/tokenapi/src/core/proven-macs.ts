import type { TokenSubject } from './classic-token.js'
import { type MacDigits, sameDigits } from './mac-digits.js'
import type { UserId } from './user.js'

/** Users in one generation; two are kept. */
const MOST = 4_096

/** The MACs that were computed and found to fit: whoever comes again is spared the computing. */
export interface ProvenMacs {
  /** Whether these digits were proven for this very hash and day. In constant time, as ever. */
  has(subject: TokenSubject, day: number | bigint, digits: MacDigits): boolean
  /** Remembers the digits, in place of those that the user came with before. */
  add(subject: TokenSubject, day: number | bigint, digits: MacDigits): void
}

interface Proven extends MacDigits {
  readonly password: string
  readonly day: number | bigint
}

/**
 * Memory for one key ring. That digits fit a stored hash and a day is true for ever and says nothing
 * about now: the store is asked every time. Wrong tokens are not remembered, so they push nobody out.
 */
export function provenMacs(most: number = MOST): ProvenMacs {
  // Whoever comes is of the young; when those are enough they are the old, and the old are gone.
  let young = new Map<UserId, Proven>()
  let old = new Map<UserId, Proven>()
  return {
    has({ id, password }, day, digits) {
      const proven = young.get(id) ?? old.get(id)
      return (
        proven !== undefined &&
        proven.day === day &&
        proven.password === password &&
        sameDigits(proven, digits)
      )
    },
    add({ id, password }, day, { high, middle, low }) {
      if (young.size >= most) {
        old = young
        young = new Map()
      }
      young.set(id, { password, day, high, middle, low })
    },
  }
}
