/**
 * The token of django-tokenapi: a pure function of secret key, user id, stored password hash and day.
 *
 * token = day "-" mac
 * day   = days since 2001-01-01, base 36, lower case, no leading zeros, at most 13 digits
 * mac   = every second hex digit of HMAC-SHA-1( id password day )     20 digits, 80 bits
 *
 * The MAC's fields are joined without separators, so users must never choose their own id.
 */
import { timingSafeEqual } from 'node:crypto'

import { ConfigError, UnavailableError } from '../errors.js'
import type { Key, KeyRing } from '../secret-key.js'
import type { StoredUser } from '../user.js'

/** The members of a user that a token depends on. */
export type TokenSubject = Pick<StoredUser, 'id' | 'password'>

/** The user as the subject of a token. Throws `ConfigError` if it has no hash, as the user of a handler. */
export function subjectOf(user: StoredUser): TokenSubject {
  if (typeof user.password === 'string') return user
  throw new ConfigError(
    'a token is made from a stored user, as `store.findById` returns it: this user has no `password`, as the user in a handler',
  )
}

/** The days whose tokens are valid. */
export interface TokenWindow {
  /** The number of the current day. */
  readonly today: number
  readonly timeoutDays: number
  readonly maxFutureDays: number
}

/** A well-formed token. Nothing has been verified. */
export interface ClassicToken {
  /** A `bigint` beyond 2^53. */
  readonly day: number | bigint
  readonly mac: string
}

const TOKEN = /^(0|[1-9a-z][0-9a-z]{0,12})-([0-9a-f]{20})$/
/** Base 36 numbers of up to 10 digits are below 2^53. */
const SAFE_DIGITS = 10

/** The token of this user for this day. Throws `UnavailableError` before 2001-01-01. */
export function makeClassicToken(key: Key, subject: TokenSubject, day: number): string {
  if (!(day >= 0))
    throw new UnavailableError('the clock is before 2001-01-01: no token can be made')
  return `${day.toString(36)}-${macOf(key, subject, day)}`
}

/** The parts of a well-formed token whose day is inside the window; `undefined` for anything else. */
export function readClassicToken(token: string, window: TokenWindow): ClassicToken | undefined {
  const parts = splitClassicToken(token)
  return parts !== undefined && isInWindow(parts, window) ? parts : undefined
}

/** The parts of a well-formed token of any day; `undefined` for anything else. */
export function splitClassicToken(token: string): ClassicToken | undefined {
  const match = TOKEN.exec(token)
  if (match === null) return undefined
  const [, digits, mac] = match as unknown as [string, string, string]
  return { day: digits.length <= SAFE_DIGITS ? Number.parseInt(digits, 36) : wideDay(digits), mac }
}

/** Whether a token of this day is good today. */
export function isInWindow({ day }: Pick<ClassicToken, 'day'>, window: TokenWindow): boolean {
  const age = window.today - Number(day)
  return age <= window.timeoutDays && -age <= window.maxFutureDays
}

/** The index of the key of the ring that made this token for this user, or -1. Compares in constant time. */
export function verifyingKeyIndex(
  ring: KeyRing,
  subject: TokenSubject,
  { day, mac }: ClassicToken,
): number {
  const presented = Buffer.from(mac)
  return ring.findIndex((key) => timingSafeEqual(Buffer.from(macOf(key, subject, day)), presented))
}

function macOf(key: Key, { id, password }: TokenSubject, day: number | bigint): string {
  const digest = key.hmacSha1(`${id}${password}${day}`)
  let mac = ''
  for (let i = 0; i < digest.length; i += 2) mac += digest[i]
  return mac
}

function wideDay(digits: string): bigint {
  let day = 0n
  for (const digit of digits) day = day * 36n + BigInt(Number.parseInt(digit, 36))
  return day
}
