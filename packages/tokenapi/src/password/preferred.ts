/** How new hashes are made: in Django's formats, by default with Django's work factors. */
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

/** How new hashes are made. */
export interface PasswordOptions {
  /** Default "pbkdf2_sha256", which every version of Django reads. */
  readonly algorithm?: 'pbkdf2_sha256' | 'scrypt' | 'argon2' | undefined
  /** Rounds of pbkdf2. Default 1,500,000, as in Django 6.1. */
  readonly iterations?: number | undefined
}

/** Checks of these options, for functions that accept more. */
export const PASSWORD_CHECKS: OptionChecks<PasswordOptions> = {
  algorithm: oneOf('pbkdf2_sha256', 'scrypt', 'argon2'),
  iterations: wholeNumber(1, MAX_ITERATIONS),
}

/** The algorithm of new hashes, with its work factors. */
export interface Preferred {
  readonly algorithm: NonNullable<PasswordOptions['algorithm']>
  encode(password: string): Promise<string>
  /** Whether the next login should store a new hash: see `UpdateRule`. */
  isOutdated(encoded: string, rule: UpdateRule): boolean
  /** The cost of one hash. */
  readonly work: Work
}

/** Django 6.1 (August 2026). */
const ITERATIONS = 1_500_000
/** As in Django 5.1 and later: as strong as N = 2^17 with p = 1, within the memory limit of OpenSSL that Django keeps. */
const SCRYPT = { N: 16_384, r: 8, p: 5 } as const
/** As in Django 3.2 and later, with argon2-cffi 21.2 and later: Django replaces hashes of other lengths. Memory in KiB. */
const ARGON2 = {
  variety: 'argon2id',
  version: 19,
  memory: 102_400,
  passes: 2,
  parallelism: 8,
  length: 32,
} as const

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** 22 characters are 131 bits. Django requires at least 128. */
const SALT_LENGTH = 22

/**
 * Random letters and digits from the cryptographic generator of the runtime.
 *
 * @example
 * const password = randomText(22) // 131 bits
 */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** The algorithm that checked options select. */
export function preferredAlgorithm(options: CheckedOptions<PasswordOptions>): Preferred {
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
    isOutdated: isOutdatedBy('pbkdf2_sha256', readPbkdf2, (parts, below) =>
      below(parts.iterations, iterations),
    ),
  }
}

function preferScrypt(): Preferred {
  return {
    algorithm: 'scrypt',
    work: workOfScrypt(SCRYPT),
    encode: (password) => encodeScrypt(password, { ...SCRYPT, salt: randomText(SALT_LENGTH) }),
    isOutdated: isOutdatedBy('scrypt', readScrypt, (parts, below, rule) => {
      const { N, r, p } = SCRYPT
      // A smaller factor can be outweighed by another. Django requires exactly these.
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
      // Django replaces hashes with other salts than text of this length.
      encodeArgon2(password, { ...ARGON2, salt: Buffer.from(randomText(SALT_LENGTH)) }),
    isOutdated: isOutdatedBy(
      'argon2',
      readArgon2,
      (parts, below) =>
        parts.variety !== ARGON2.variety ||
        below(parts.version, ARGON2.version) ||
        below(parts.memory, ARGON2.memory) ||
        below(parts.passes, ARGON2.passes) ||
        // More lanes make argon2 faster, not stronger.
        below(ARGON2.parallelism, parts.parallelism),
    ),
  }
}

type Below = (stored: number, preferred: number) => boolean
const BELOW: Readonly<Record<UpdateRule, Below>> = {
  weaker: (stored, preferred) => stored < preferred,
  different: (stored, preferred) => stored !== preferred,
}

/** `isBelow` compares the work factors by the comparison of the rule. */
function isOutdatedBy<T extends { readonly salt: { readonly length: number } }>(
  algorithm: Preferred['algorithm'],
  read: (encoded: string) => T | undefined,
  isBelow: (parts: T, below: Below, rule: UpdateRule) => boolean,
): Preferred['isOutdated'] {
  return (encoded, rule) => {
    // The application that wrote a bare hash could not read a new one.
    if (bareFormatOf(encoded) !== undefined) return false
    const weaker = isWeakerAlgorithm(encoded, algorithm)
    if (weaker !== undefined) return rule === 'different' || weaker
    const parts = read(encoded)
    return (
      parts === undefined || parts.salt.length < SALT_LENGTH || isBelow(parts, BELOW[rule], rule)
    )
  }
}
