import { type DigitsOf, type TokenSubject, digitsOf } from './classic-token.js'
import type { Key } from './secret-key.js'
import type { UserId } from './user.js'

/** Users in one generation; two are kept. */
const MOST = 4_096

interface Remembered {
  readonly password: string
  readonly day: number | bigint
  readonly digits: Buffer
}
/** Whoever is asked for comes into the young; when that is full it is the old, and the old is gone. */
interface Generations {
  young: Map<UserId, Remembered>
  old: Map<UserId, Remembered>
}

/**
 * The same as `digitsOf`, the dearest part of a request, computed once for a user who comes again. What
 * is remembered is remembered of a stored hash and a day, so it says nothing about whether a token is
 * good now: the store is asked every time, and digits are compared as ever.
 */
export function rememberDigits(most: number = MOST): DigitsOf {
  const byKey = new Map<Key, Generations>()
  return (key: Key, subject: TokenSubject, day: number | bigint): Uint8Array => {
    let generations = byKey.get(key)
    if (generations === undefined) {
      generations = { young: new Map(), old: new Map() }
      byKey.set(key, generations)
    }
    const { id, password } = subject
    const found = generations.young.get(id) ?? generations.old.get(id)
    if (found !== undefined && found.day === day && found.password === password) {
      return found.digits
    }
    const digits = Buffer.from(digitsOf(key, subject, day))
    if (generations.young.size >= most) {
      generations.old = generations.young
      generations.young = new Map()
    }
    generations.young.set(id, { password, day, digits })
    return digits
  }
}
