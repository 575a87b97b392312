/**
 * The 20 hex digits of a token's MAC, 80 bits, as three whole numbers of 7, 7 and 6 digits. Each is small
 * enough for the engine to hold it without a reference, so that they are compared at once.
 */
export interface MacDigits {
  readonly high: number
  readonly middle: number
  readonly low: number
}

export const MAC_DIGITS = 20

/** Whether all are the same, in a time that says nothing about where they differ: there is no branch. */
export function sameDigits(a: MacDigits, b: MacDigits): boolean {
  return ((a.high ^ b.high) | (a.middle ^ b.middle) | (a.low ^ b.low)) === 0
}

/** The last 20 characters of a token; `undefined` where they are not all lower-case hex digits. */
export function readDigits(token: string): MacDigits | undefined {
  const start = token.length - MAC_DIGITS
  const high = readHex(token, start, start + 7)
  const middle = readHex(token, start + 7, start + 14)
  const low = readHex(token, start + 14, start + MAC_DIGITS)
  return high < 0 || middle < 0 || low < 0 ? undefined : { high, middle, low }
}

/** Up to seven digits as a number; negative where they are none. */
function readHex(text: string, start: number, end: number): number {
  let value = 0
  let sign = 0
  for (let i = start; i < end; i++) {
    const digit = digitAt(text, i)
    // Negative from the first that is none, or too great a one.
    sign |= digit | (0xf - digit)
    value = (value << 4) | digit
  }
  return sign < 0 ? -1 : value
}

/** What a digit is worth, in any base up to 36: "0" to "9", "a" to "z". -1: it is none. */
export function digitAt(text: string, i: number): number {
  return WORTH[text.charCodeAt(i)] ?? -1
}

const WORTH = new Int8Array(128).map((_, code) =>
  '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(String.fromCharCode(code)),
)

/** Every second hex digit of a digest of five words: the upper half of each of its bytes. */
export function digitsOfDigest(words: ArrayLike<number>): MacDigits {
  return pack((i) => ((words[i >> 2] as number) >>> (28 - 8 * (i & 3))) & 0xf)
}

export function writeDigits({ high, middle, low }: MacDigits): string {
  return hex(high, 7) + hex(middle, 7) + hex(low, 6)
}

function pack(digit: (i: number) => number): MacDigits {
  return {
    high: join(digit, 0, 7),
    middle: join(digit, 7, 14),
    low: join(digit, 14, MAC_DIGITS),
  }
}

function join(digit: (i: number) => number, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) value = (value << 4) | digit(i)
  return value
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0')
}
