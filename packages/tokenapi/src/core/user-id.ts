import { isPlainText } from './runtime/plain-text.js'
import type { UserId, UserIdType } from './user.js'

// integer = [ "-" ] 1*DIGIT          ASCII digits alone: no sign "+", no space, no underscore, no exponent
const DIGITS = /^[0-9]+$/
// uuid = 8HEX "-" 4HEX "-" 4HEX "-" 4HEX "-" 12HEX / 32HEX
const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i
const DASHES = /-/g
const LONGEST_UUID = 36

/** This many digits stay below 2^53. */
const SHORT = 15
/** Of 2^63; leading zeros aside. */
const MOST_DIGITS = 19
const MIN_INTEGER = -(2n ** 63n)
const MAX_INTEGER = 2n ** 63n - 1n

/** A longer string key matches no user. Django's own limit for a user name is 150. */
const MAX_STRING = 255

/**
 * The canonical form of a presented user id; `undefined` for text that is no id of this type. SQLite reads
 * `1.0`, `1e0`, ` 1` and `+1` as 1, and PostgreSQL fails on some of them, so stores get canonical ids alone.
 * Integers have 64 bits with a sign: a `number` up to 2^53 - 1, a `bigint` beyond.
 *
 * @example
 * readUserId('17', 'integer') // 17
 * readUserId('1e0', 'integer') // undefined
 */
export function readUserId(text: string, type: UserIdType): UserId | undefined {
  // A number from JavaScript would be read digit by digit below.
  if (typeof text !== 'string') return undefined
  switch (type) {
    case 'integer':
      return readInteger(text)
    case 'uuid':
      return readUuid(text)
    case 'string':
      return readString(text)
  }
}

function readInteger(text: string): number | bigint | undefined {
  const short = readShort(text)
  if (short !== undefined) return short
  const sign = text.startsWith('-') ? '-' : ''
  const magnitude = withoutLeadingZeros(text, sign.length)
  if (magnitude.length > MOST_DIGITS || !DIGITS.test(magnitude)) return undefined
  const digits = sign + magnitude
  const value = Number(digits)
  // "-0" is 0 as well; adding 0 makes it so.
  if (Number.isSafeInteger(value)) return value + 0
  const wide = BigInt(digits)
  return wide >= MIN_INTEGER && wide <= MAX_INTEGER ? wide : undefined
}

/** From `start` on; of zeros alone the last stays. By a loop, which no length makes try anything twice. */
function withoutLeadingZeros(text: string, start: number): string {
  let at = start
  while (at < text.length - 1 && text.charCodeAt(at) === 0x30) at++
  return text.slice(at)
}

/** Digits alone, and so few that no number is rounded: nearly every id. */
function readShort(text: string): number | undefined {
  if (text === '' || text.length > SHORT) return undefined
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}

function readUuid(text: string): string | undefined {
  const match = text.length > LONGEST_UUID ? null : UUID.exec(text)
  if (match === null) return undefined
  // Dashes are in all four places or in none.
  const dashes = text.match(DASHES)?.length ?? 0
  if (dashes !== 0 && dashes !== 4) return undefined
  return match.slice(1).join('-').toLowerCase()
}

function readString(text: string): string | undefined {
  return text !== '' && text.length <= MAX_STRING && isPlainText(text) ? text : undefined
}
