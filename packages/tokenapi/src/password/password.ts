import { readOptions } from '../core/options/read-options.js'
import { createHashQueue } from './hash-queue.js'
import { type PasswordOptions, PASSWORD_CHECKS, preferredAlgorithm } from './preferred.js'
import { randomText } from './random-text.js'
import { readStoredHash } from './read-stored-hash.js'
import { UNUSABLE } from './unusable.js'

/** One queue for all calls of this module. They wait as long as it takes. */
const queue = createHashQueue({ queue: 1_000, maxWait: Infinity })

const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Whether the password matches the encoded hash, in any format that Django has shipped. `false` for
 * malformed, unknown and unusable hashes and for work factors above the limits. Unicode is not
 * normalized: NFC and NFD forms of a password differ, as in Django.
 *
 * Rejects with `ConfigError` if the package for an argon2, bcrypt or crypt hash is missing, and with
 * `UnavailableError` while a thousand checks are waiting.
 *
 * @example
 * const matches = await checkPassword('correct horse', row.password)
 */
export async function checkPassword(password: string, encoded: string): Promise<boolean> {
  if (typeof password !== 'string' || typeof encoded !== 'string') return false
  if (LONE_SURROGATE.test(password)) return false
  const stored = readStoredHash(encoded)
  return stored === undefined ? false : queue(() => stored.verify(password))
}

/**
 * A new encoded hash in Django's format; for `null` an unusable one, which no password matches. Rejects with
 * `ConfigError` for invalid options, and with `UnavailableError` while a thousand calls are waiting.
 *
 * @example
 * const encoded = await makePassword('correct horse') // 'pbkdf2_sha256$1500000$…'
 */
export async function makePassword(
  password: string | null,
  options?: PasswordOptions,
): Promise<string> {
  if (password === null) return UNUSABLE + randomText(40)
  const preferred = preferredAlgorithm(readOptions('makePassword', options, PASSWORD_CHECKS))
  return queue(() => preferred.encode(password))
}

/**
 * Whether Django, set to these options, would replace the hash at the next successful login.
 *
 * @example
 * if (mustUpdate(row.password)) save(await makePassword(password))
 */
export function mustUpdate(encoded: string, options?: PasswordOptions): boolean {
  const checked = readOptions('mustUpdate', options, PASSWORD_CHECKS)
  return preferredAlgorithm(checked).isOutdated(encoded, 'different')
}
