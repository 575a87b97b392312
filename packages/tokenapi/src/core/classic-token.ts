/**
 * The original's token: a pure function of secret key, user id, stored password hash and day.
 *
 * token = day "-" mac
 * day   = days since 2001-01-01, base 36, lower case, no leading zeros, at most 13 digits
 * mac   = every second hex digit of HMAC-SHA-1( id password day )     80 bits
 *
 * The fields under the MAC are joined without separators, so an id must never be for users to choose.
 */
import {
  MAC_DIGITS,
  type MacDigits,
  digitAt,
  digitsOfDigest,
  readDigits,
  sameDigits,
  writeDigits,
} from './mac-digits.js'
import type { ProvenMacs } from './proven-macs.js'
import type { Key, KeyRing } from './secret-key.js'
import type { User } from './user.js'

/** What goes into a token: the user's key and the stored hash. */
export type TokenSubject = Pick<User, 'id' | 'password'>

/** Until which day a token is good, and how far ahead it may be dated. Days. */
export interface TokenWindow {
  /** The number of the day that it is. */
  readonly today: number
  readonly timeoutDays: number
  readonly maxFutureDays: number
}

// Exactly one spelling of a day is valid: MACs are compared over the day as it would be written.
const SHAPE = /^(?:0|[1-9a-z][0-9a-z]{0,12})-[0-9a-f]{20}$/
/** Base 36 up to this length stays below 2^53. */
const SAFE_DIGITS = 10

/** The token of this user for this day. Throws `RangeError` before 2001-01-01. */
export function makeClassicToken(key: Key, subject: TokenSubject, day: number): string {
  if (!(day >= 0)) throw new RangeError('the day of a token must be 2001-01-01 or later')
  return `${day.toString(36)}-${writeDigits(digitsOf(key, subject, day))}`
}

/**
 * The day a well-formed token is dated, if it lies inside the window; `undefined` for anything else.
 * The cheap rejects, before any look-up. A `bigint` beyond 2^53.
 */
export function readTokenDay(token: string, window: TokenWindow): number | bigint | undefined {
  if (!SHAPE.test(token)) return undefined
  const length = token.length - MAC_DIGITS - 1
  const day = length <= SAFE_DIGITS ? readDay(token, length) : exactDay(token, length)
  const age = window.today - Number(day)
  return age > window.timeoutDays || -age > window.maxFutureDays ? undefined : day
}

/** Whether a key of the ring made this token for this user. `day` is what `readTokenDay` gave. */
export function verifyClassicToken(
  ring: KeyRing,
  subject: TokenSubject,
  token: string,
  day: number | bigint,
  proven?: ProvenMacs,
): boolean {
  const presented = readDigits(token)
  if (proven?.has(subject, day, presented)) return true
  for (const key of ring) {
    if (sameDigits(digitsOf(key, subject, day), presented)) {
      proven?.add(subject, day, presented)
      return true
    }
  }
  return false
}

function digitsOf({ mac }: Key, { id, password }: TokenSubject, day: number | bigint): MacDigits {
  return digitsOfDigest(mac(String(id), password, String(day)))
}

/** The first characters of a token: base 36, in lower case. */
function readDay(token: string, length: number): number {
  let day = 0
  for (let i = 0; i < length; i++) day = day * 36 + digitAt(token, i)
  return day
}

/** The same, where a number would be rounded. */
function exactDay(token: string, length: number): bigint {
  let day = 0n
  for (let i = 0; i < length; i++) day = day * 36n + BigInt(digitAt(token, i))
  return day
}
