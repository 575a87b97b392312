/** What new hashes are made with: Django's formats and, by default, its work factors. */
import { randomInt } from 'node:crypto'

import { oneOf, wholeNumber } from '../core/option-checks.js'
import type { UpdateRule } from '../core/password-hasher.js'
import type { CheckedOptions, OptionChecks } from '../core/read-options.js'
import { encodeArgon2, readArgon2, workOfArgon2 } from './argon2.js'
import { bareFormatOf } from './bare.js'
import { MAX_ITERATIONS, encodePbkdf2, readPbkdf2 } from './pbkdf2.js'
import { encodeScrypt, readScrypt, workOfScrypt } from './scrypt.js'
import type { Work } from './stored-hash.js'
import { isWeakerAlgorithm } from './strength.js'

/** What new hashes are made with. */
export interface PasswordOptions {
  /** Default "pbkdf2_sha256", which every Django reads. */
  readonly algorithm?: 'pbkdf2_sha256' | 'scrypt' | 'argon2' | undefined
  /** Rounds of pbkdf2; default 1,500,000, as Django 6.1. */
  readonly iterations?: number | undefined
}

/** For who takes these options and others. */
export const PASSWORD_CHECKS: OptionChecks<PasswordOptions> = {
  algorithm: oneOf('pbkdf2_sha256', 'scrypt', 'argon2'),
  iterations: wholeNumber(1, MAX_ITERATIONS),
}

/** One way to make hashes. */
export interface Preferred {
  readonly algorithm: NonNullable<PasswordOptions['algorithm']>
  encode(password: string): Promise<string>
  /** Whether the next login would store a new hash: see `UpdateRule`. */
  isOutdated(encoded: string, rule: UpdateRule): boolean
  /** What one hash costs. */
  readonly work: Work
}

/** Django 6.1 (August 2026). */
const ITERATIONS = 1_500_000
/** Django 5.1 and later; the same strength as N = 2^17 at p = 1, in memory that Django allows. */
const SCRYPT = { N: 16_384, r: 8, p: 5 } as const
/** Django 3.2 and later, with the 32 bytes of argon2-cffi 21.2 and later: other lengths it makes anew. Memory in KiB. */
const ARGON2 = {
  variety: 'argon2id',
  version: 19,
  memory: 102_400,
  passes: 2,
  parallelism: 8,
  length: 32,
} as const

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** Characters of salt: 131 bits. Django wants 128 at least. */
const SALT_LENGTH = 22

/** Random text of letters and digits, from the system's generator. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** By options that have been read. */
export function preferredBy(options: CheckedOptions<PasswordOptions>): Preferred {
  switch (options.algorithm ?? 'pbkdf2_sha256') {
    case 'pbkdf2_sha256':
      return preferPbkdf2(options.iterations ?? ITERATIONS)
    case 'scrypt':
      return preferScrypt()
    case 'argon2':
      return preferArgon2()
  }
}

function preferPbkdf2(iterations: number): Preferred {
  return {
    algorithm: 'pbkdf2_sha256',
    work: { name: 'pbkdf2_sha256', factors: [iterations] },
    encode: (password) =>
      encodePbkdf2('pbkdf2_sha256', password, { salt: randomText(SALT_LENGTH), iterations }),
    isOutdated: outdated('pbkdf2_sha256', readPbkdf2, (parts, below) =>
      below(parts.iterations, iterations),
    ),
  }
}

function preferScrypt(): Preferred {
  return {
    algorithm: 'scrypt',
    work: workOfScrypt(SCRYPT),
    encode: (password) => encodeScrypt(password, { ...SCRYPT, salt: randomText(SALT_LENGTH) }),
    isOutdated: outdated('scrypt', readScrypt, (parts, below, rule) => {
      const { N, r, p } = SCRYPT
      // The factors trade against each other; Django wants these very ones.
      return rule === 'different'
        ? parts.N !== N || parts.r !== r || parts.p !== p
        : below(parts.N * parts.r * parts.p, N * r * p)
    }),
  }
}

function preferArgon2(): Preferred {
  return {
    algorithm: 'argon2',
    work: workOfArgon2(ARGON2),
    encode: (password) =>
      // Text, and this long: Django would make a new hash of any other salt.
      encodeArgon2(password, { ...ARGON2, salt: Buffer.from(randomText(SALT_LENGTH)) }),
    isOutdated: outdated(
      'argon2',
      readArgon2,
      (parts, below) =>
        parts.variety !== ARGON2.variety ||
        below(parts.version, ARGON2.version) ||
        below(parts.memory, ARGON2.memory) ||
        below(parts.passes, ARGON2.passes) ||
        // Lanes make it faster, not stronger: fewer of them is no weakness.
        below(ARGON2.parallelism, parts.parallelism),
    ),
  }
}

type Below = (stored: number, preferred: number) => boolean
const BELOW: Readonly<Record<UpdateRule, Below>> = {
  weaker: (stored, preferred) => stored < preferred,
  different: (stored, preferred) => stored !== preferred,
}

/** `costsLess` compares the work factors with the rule's own idea of what is below. */
function outdated<T extends { readonly salt: { readonly length: number } }>(
  algorithm: string,
  read: (encoded: string) => T | undefined,
  costsLess: (parts: T, below: Below, rule: UpdateRule) => boolean,
): Preferred['isOutdated'] {
  return (encoded, rule) => {
    // Another application reads it, which would not know the new one.
    if (bareFormatOf(encoded) !== undefined) return false
    const weaker = isWeakerAlgorithm(encoded, algorithm)
    if (weaker !== undefined) return rule === 'different' || weaker
    const parts = read(encoded)
    return (
      parts === undefined || parts.salt.length < SALT_LENGTH || costsLess(parts, BELOW[rule], rule)
    )
  }
}
