/**
 * The original's token: a pure function of secret key, user id, stored password hash and day.
 *
 * token = day "-" mac
 * day   = days since 2001-01-01, base 36, lower case, no leading zeros, at most 13 digits
 * mac   = every second hex digit of HMAC-SHA-1( id password day )     80 bits
 *
 * The fields under the MAC are joined without separators, so an id must never be for users to choose.
 */
import { ConfigError } from './errors.js'
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
import type { StoredUser } from './user.js'

/** What goes into a token: the user's key and the stored hash. */
export type TokenSubject = Pick<StoredUser, 'id' | 'password'>

/** What goes into a token of this user. Throws `ConfigError` where that is a handler's user. */
export function subjectOf(user: StoredUser): TokenSubject {
  if (typeof user.password === 'string') return user
  // One could be made all the same, and would never be good.
  throw new ConfigError(
    'a token is made of a stored user, as `store.findById` gives it: this user has no `password`, as the user of a handler has none',
  )
}

/** Until which day a token is good, and how far ahead it may be dated. Days. */
export interface TokenWindow {
  /** The number of the day that it is. */
  readonly today: number
  readonly timeoutDays: number
  readonly maxFutureDays: number
}

/** A token as it was read: well-formed, and of a day inside the window. Nothing is verified. */
export interface ClassicToken extends MacDigits {
  /** A `bigint` beyond 2^53. */
  readonly day: number | bigint
}

const DASH = 0x2d
const MOST_DAY_DIGITS = 13
/** Base 36 up to this length stays below 2^53. */
const SAFE_DIGITS = 10

/** The token of this user for this day. Throws `RangeError` before 2001-01-01. */
export function makeClassicToken(key: Key, subject: TokenSubject, day: number): string {
  if (!(day >= 0)) throw new RangeError('the day of a token must be 2001-01-01 or later')
  return `${day.toString(36)}-${writeDigits(digitsOf(key, subject, day))}`
}

/**
 * A well-formed token whose day lies inside the window; `undefined` for anything else. The cheap
 * rejects, before any look-up.
 */
export function readClassicToken(token: string, window: TokenWindow): ClassicToken | undefined {
  const length = token.length - MAC_DIGITS - 1
  if (token.charCodeAt(length) !== DASH) return undefined
  const day = readDay(token, length)
  const mac = readDigits(token)
  if (day === undefined || mac === undefined) return undefined
  const age = window.today - Number(day)
  if (age > window.timeoutDays || -age > window.maxFutureDays) return undefined
  return { day, high: mac.high, middle: mac.middle, low: mac.low }
}

/** Whether a key of the ring made this token for this user. */
export function verifyClassicToken(
  ring: KeyRing,
  subject: TokenSubject,
  token: ClassicToken,
  proven?: ProvenMacs,
): boolean {
  if (proven?.has(subject, token)) return true
  for (const key of ring) {
    if (sameDigits(digitsOf(key, subject, token.day), token)) {
      proven?.add(subject, token)
      return true
    }
  }
  return false
}

function digitsOf({ mac }: Key, { id, password }: TokenSubject, day: number | bigint): MacDigits {
  return digitsOfDigest(mac(String(id), password, String(day)))
}

/** The first characters of a token, in the one spelling of a day that is valid. */
function readDay(token: string, length: number): number | bigint | undefined {
  if (length < 1 || length > MOST_DAY_DIGITS) return undefined
  if (length > 1 && digitAt(token, 0) === 0) return undefined
  let day = 0
  for (let i = 0; i < length; i++) {
    const digit = digitAt(token, i)
    if (digit < 0) return undefined
    day = day * 36 + digit
  }
  return length <= SAFE_DIGITS ? day : exactDay(token, length)
}

/** The same, where a number is rounded. */
function exactDay(token: string, length: number): bigint {
  let day = 0n
  for (let i = 0; i < length; i++) day = day * 36n + BigInt(digitAt(token, i))
  return day
}
