/** What a hash that is made now is like, without making one. */
import type { Config } from '../config/read-config.js'

/** Default: the library's number. */
export function iterationsOf({ PASSWORD_ITERATIONS: iterations }: HashSettings): number {
  return iterations ?? 1_500_000
}

/** Characters of it. */
export function newHashLength(config: HashSettings): number {
  switch (config.PASSWORD_ALGORITHM) {
    case 'scrypt':
      return 128
    case 'argon2':
      return 112
    case 'pbkdf2_sha256':
    case undefined:
      // Name, iterations, 22 characters of salt and 44 of digest.
      return `pbkdf2_sha256$${iterationsOf(config)}$$`.length + 22 + 44
  }
}

type HashSettings = Pick<Config, 'PASSWORD_ALGORITHM' | 'PASSWORD_ITERATIONS'>
