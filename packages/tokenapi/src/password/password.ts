import { readOptions } from '../core/read-options.js'
import { readStoredHash } from './identify.js'
import { createHashQueue } from './hash-queue.js'
import { PASSWORD_CHECKS, type PasswordOptions, preferredBy, randomText } from './preferred.js'

/** One queue for all calls of this module. */
const queue = createHashQueue({ queue: 1_000 })

const UNUSABLE = '!'
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Whether the password fits the encoded hash, in any format that Django has shipped. Malformed,
 * unknown and unusable hashes, and work factors beyond bounds, are `false`. The password's UTF-8
 * bytes count as they are: NFC and NFD spellings differ, as in Django.
 * Rejects with `ConfigError` naming the package to install for an argon2, bcrypt or crypt hash, and
 * with `UnavailableError` where a thousand checks are waiting.
 */
export async function checkPassword(password: string, encoded: string): Promise<boolean> {
  if (typeof password !== 'string' || typeof encoded !== 'string') return false
  if (LONE_SURROGATE.test(password)) return false
  const stored = readStoredHash(encoded)
  return stored === undefined ? false : queue(() => stored.verify(password))
}

/**
 * A new encoded hash in Django's format, which Django reads; `null` gives an unusable one, which no
 * password fits. Rejects with `ConfigError` for options that make no sense.
 */
export async function makePassword(
  password: string | null,
  options?: PasswordOptions,
): Promise<string> {
  if (password === null) return UNUSABLE + randomText(40)
  const preferred = preferredBy(readOptions('makePassword', options, PASSWORD_CHECKS))
  return queue(() => preferred.encode(password))
}

/** Whether a password can fit at all, as far as its mark tells: unusable ones start with "!". */
export function isPasswordUsable(encoded: string): boolean {
  return !encoded.startsWith(UNUSABLE)
}

/** Whether Django, preferring these options, would store a new hash at the next right login. */
export function mustUpdate(encoded: string, options?: PasswordOptions): boolean {
  const checked = readOptions('mustUpdate', options, PASSWORD_CHECKS)
  return preferredBy(checked).isOutdated(encoded, 'different')
}
