import { checkedElsewhere } from '../core/options/option-checks.js'
import type { PasswordHasher } from '../core/login/password-hasher.js'
import { readOptions } from '../core/options/read-options.js'
import type { HashFormat } from './hash-format.js'
import { HASH_QUEUE_CHECKS, type HashQueueOptions } from './hash-queue.js'
import { hasherOver } from './hasher.js'
import { PASSWORD_CHECKS, type PasswordOptions, preferredAlgorithm } from './preferred.js'

/** What `createPasswordHasher` takes. */
export interface PasswordHasherOptions extends PasswordOptions, HashQueueOptions {
  /**
   * Formats of stored hashes that can log in, like Django's PASSWORD_HASHERS. Default: all strong formats.
   * `md5`, `sha1`, `crypt` and the unsalted formats are accepted only when listed.
   */
  readonly allowedHashes?: readonly HashFormat[] | undefined
}

/**
 * A hasher for logins: it checks stored hashes of the allowed formats, and makes new ones with `algorithm`.
 * It runs a limited number of hashes at a time and queues the rest. Throws `ConfigError` for invalid options.
 *
 * @example
 * const passwordHasher = createPasswordHasher({ algorithm: 'argon2' })
 * const api = createTokenApi({ secretKey, store, passwordHasher })
 */
export function createPasswordHasher(given?: PasswordHasherOptions): PasswordHasher {
  const options = readOptions<PasswordHasherOptions>('createPasswordHasher', given, {
    ...PASSWORD_CHECKS,
    ...HASH_QUEUE_CHECKS,
    allowedHashes: checkedElsewhere(),
  })
  return hasherOver(preferredAlgorithm(options), options)
}
