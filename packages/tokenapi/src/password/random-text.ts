import { randomInt } from 'node:crypto'

/**
 * Random letters and digits from the cryptographic generator of the runtime.
 *
 * @example
 * const password = randomText(22) // 131 bits
 */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
