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

/** The last 20 characters of a token, which are lower-case hex digits. */
export function readDigits(token: string): MacDigits {
  const start = token.length - MAC_DIGITS
  return pack((i) => digitAt(token, start + i))
}

/** What a digit is worth, in any base up to 36: "0" to "9", "a" to "z". */
export function digitAt(text: string, i: number): number {
  const code = text.charCodeAt(i)
  return code > 0x39 ? code - 0x57 : code - 0x30
}

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
