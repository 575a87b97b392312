/** How new hashes are made: in Django's formats, by default with Django's work factors. */
import { oneOf, wholeNumber } from '../core/options/option-checks.js'
import type { CheckedOptions, OptionChecks } from '../core/options/read-options.js'
import { MAX_ITERATIONS } from './pbkdf2.js'
import { preferArgon2 } from './preferred-argon2.js'
import type { Preferred } from './preferred-format.js'
import { preferPbkdf2 } from './preferred-pbkdf2.js'
import { preferScrypt } from './preferred-scrypt.js'

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

/** The algorithm that checked options select. */
export function preferredAlgorithm(options: CheckedOptions<PasswordOptions>): Preferred {
  switch (options.algorithm ?? 'pbkdf2_sha256') {
    case 'pbkdf2_sha256':
      return preferPbkdf2(options.iterations)
    case 'scrypt':
      return preferScrypt()
    case 'argon2':
      return preferArgon2()
  }
}
