/** What new hashes are made with: Django's own formats and, unless told otherwise, its work factors. */
import { randomInt } from 'node:crypto'

import { ConfigError } from '../core/errors.js'
import { encodeArgon2, readArgon2 } from './argon2.js'
import { algorithmOf } from './identify.js'
import { MAX_ITERATIONS, encodePbkdf2, readPbkdf2 } from './pbkdf2.js'
import { encodeScrypt, readScrypt } from './scrypt.js'

export interface PasswordOptions {
  /** Default "pbkdf2_sha256", which every Django reads. */
  readonly algorithm?: 'pbkdf2_sha256' | 'scrypt' | 'argon2'
  /** Rounds of pbkdf2; default 1,500,000, as Django 6.1. */
  readonly iterations?: number
}

/** One way to make hashes. */
export interface Preferred {
  encode(password: string): Promise<string>
  /** Whether Django, preferring this, would store a new hash at the next login. */
  isOutdated(encoded: string): boolean
  /** Rounds, where that is how the cost is counted. */
  readonly rounds: number | undefined
}

/** Django 6.1 (August 2026). */
const ITERATIONS = 1_500_000
/** Django 5.1 and later; the same strength as N = 2^17 at p = 1, in memory that Django allows. */
const SCRYPT = { N: 16_384, r: 8, p: 5 } as const
/** Django 3.2 and later. Memory in KiB. */
const ARGON2 = {
  variety: 'argon2id',
  version: 19,
  memory: 102_400,
  passes: 2,
  parallelism: 8,
  length: 16,
} as const

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** Characters of salt: 131 bits. Django wants 128 at least. */
const SALT_LENGTH = 22

/** Random text of letters and digits, from the system's generator. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

export function preferredBy(options: PasswordOptions = {}): Preferred {
  switch (options.algorithm ?? 'pbkdf2_sha256') {
    case 'pbkdf2_sha256':
      return preferPbkdf2(options.iterations ?? ITERATIONS)
    case 'scrypt':
      return preferScrypt()
    case 'argon2':
      return preferArgon2()
    default:
      throw new ConfigError('`algorithm` must be "pbkdf2_sha256", "scrypt" or "argon2"')
  }
}

function preferPbkdf2(iterations: number): Preferred {
  if (!Number.isSafeInteger(iterations) || iterations < 1 || iterations > MAX_ITERATIONS) {
    throw new ConfigError(`\`iterations\` must be a whole number from 1 to ${MAX_ITERATIONS}`)
  }
  return {
    rounds: iterations,
    encode: (password) =>
      encodePbkdf2('pbkdf2_sha256', password, { salt: randomText(SALT_LENGTH), iterations }),
    isOutdated: (encoded) => {
      const parts = readPbkdf2(encoded)
      return (
        algorithmOf(encoded) !== 'pbkdf2_sha256' ||
        parts?.iterations !== iterations ||
        parts.salt.length < SALT_LENGTH
      )
    },
  }
}

function preferScrypt(): Preferred {
  return {
    rounds: undefined,
    encode: (password) => encodeScrypt(password, { ...SCRYPT, salt: randomText(SALT_LENGTH) }),
    isOutdated: (encoded) => {
      const parts = algorithmOf(encoded) === 'scrypt' ? readScrypt(encoded) : undefined
      const { N, r, p } = SCRYPT
      return parts?.N !== N || parts.r !== r || parts.p !== p || parts.salt.length < SALT_LENGTH
    },
  }
}

function preferArgon2(): Preferred {
  return {
    rounds: undefined,
    encode: (password) =>
      // Text, and this long: Django would make a new hash of any other salt.
      encodeArgon2(password, { ...ARGON2, salt: Buffer.from(randomText(SALT_LENGTH)) }),
    isOutdated: (encoded) => {
      const parts = algorithmOf(encoded) === 'argon2' ? readArgon2(encoded) : undefined
      return (
        parts?.variety !== ARGON2.variety ||
        parts.version !== ARGON2.version ||
        parts.memory !== ARGON2.memory ||
        parts.passes !== ARGON2.passes ||
        parts.parallelism !== ARGON2.parallelism ||
        parts.salt.length < SALT_LENGTH
      )
    },
  }
}
