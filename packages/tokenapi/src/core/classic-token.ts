/**
 * The original's token: a pure function of secret key, user id, stored password hash and day.
 *
 * token = day "-" mac
 * day   = days since 2001-01-01, base 36, lower case, no leading zeros, at most 13 digits
 * mac   = every second hex digit of HMAC-SHA-1( id password day )     80 bits
 *
 * The fields under the MAC are joined without separators, so an id must never be for users to choose.
 */
import { timingSafeEqual } from 'node:crypto'

import type { Mac } from './hmac-sha1.js'
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
const MAC_DIGITS = 20
const HEX = Buffer.from('0123456789abcdef')
/** Base 36 up to this length stays below 2^53. */
const SAFE_DIGITS = 10

// Prepared once: verification runs on every request, and never across an await.
const computed = Buffer.alloc(MAC_DIGITS)
const presented = Buffer.alloc(MAC_DIGITS)

/** The token of this user for this day. Throws `RangeError` before 2001-01-01. */
export function makeClassicToken(key: Key, subject: TokenSubject, day: number): string {
  if (!(day >= 0)) throw new RangeError('the day of a token must be 2001-01-01 or later')
  compute(key.mac, subject, day)
  return `${day.toString(36)}-${computed.toString('latin1')}`
}

/**
 * The day a well-formed token is dated, if it lies inside the window; `undefined` for anything else.
 * The cheap rejects, before any look-up. A `bigint` beyond 2^53.
 */
export function readTokenDay(token: string, window: TokenWindow): number | bigint | undefined {
  if (!SHAPE.test(token)) return undefined
  const digits = token.slice(0, -MAC_DIGITS - 1)
  const day = Number.parseInt(digits, 36)
  const age = window.today - day
  if (age > window.timeoutDays || -age > window.maxFutureDays) return undefined
  return digits.length <= SAFE_DIGITS ? day : exactDay(digits)
}

/** Whether a key of the ring made this token for this user. `day` is what `readTokenDay` gave. */
export function verifyClassicToken(
  ring: KeyRing,
  subject: TokenSubject,
  token: string,
  day: number | bigint,
  proven?: ProvenMacs,
): boolean {
  const start = token.length - MAC_DIGITS
  for (let i = 0; i < MAC_DIGITS; i++) presented[i] = token.charCodeAt(start + i)
  if (proven?.has(subject, day, presented)) return true
  for (const { mac } of ring) {
    compute(mac, subject, day)
    if (timingSafeEqual(computed, presented)) {
      proven?.add(subject, day, presented)
      return true
    }
  }
  return false
}

/**
 * Writes the MAC's digits into `computed`: every second hex digit of a digest is the upper half of
 * each of its bytes.
 */
function compute(mac: Mac, subject: TokenSubject, day: number | bigint): void {
  const words = mac(String(subject.id), subject.password, String(day))
  for (let i = 0; i < MAC_DIGITS; i++) {
    const byte = (words[i >> 2] as number) >>> (24 - 8 * (i & 3))
    computed[i] = HEX[(byte >> 4) & 0xf] as number
  }
}

function exactDay(digits: string): bigint {
  let day = 0n
  for (const digit of digits) day = day * 36n + BigInt(Number.parseInt(digit, 36))
  return day
}
