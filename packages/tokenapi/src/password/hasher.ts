import { ConfigError } from '../core/errors.js'
import { checkedElsewhere } from '../core/option-checks.js'
import type { PasswordHasher } from '../core/password-hasher.js'
import { readOptions } from '../core/read-options.js'
import { bareFormatOf } from './bare.js'
import { type FullCost, fullCostOf } from './full-cost.js'
import { type HashFormat, STRONG_HASHES, readHashFormats } from './hash-format.js'
import {
  HASH_QUEUE_CHECKS,
  type HashQueue,
  type HashQueueOptions,
  createHashQueue,
} from './hash-queue.js'
import { hashFormatOf, readStoredHash } from './identify.js'
import { objectionTo } from './objection.js'
import {
  PASSWORD_CHECKS,
  type PasswordOptions,
  type Preferred,
  preferredAlgorithm,
} from './preferred.js'

/** What `createPasswordHasher` takes. */
export interface PasswordHasherOptions extends PasswordOptions, HashQueueOptions {
  /**
   * Formats of stored hashes that can log in, like Django's PASSWORD_HASHERS. Default: all strong formats.
   * `md5`, `sha1`, `crypt` and the unsalted formats are accepted only when listed.
   */
  readonly allowedHashes?: readonly HashFormat[] | undefined
}

/** Formats by name; `django-tokenapi` allows what it reads: all of Django's formats, weak ones too, no bare hashes. */
export type AllowedHashes = readonly HashFormat[] | 'django-tokenapi'

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
  const preferred = preferredAlgorithm(options)
  const parts = { preferred, queue: createHashQueue(options), full: fullCostOf(preferred) }
  const hasher = hasherFrom(parts, options.allowedHashes ?? STRONG_HASHES)
  if (options.allowedHashes === undefined) {
    REBUILD.set(hasher, (allowed) => hasherFrom(parts, allowed))
  }
  return hasher
}

/** Hashers made without `allowedHashes`, each with a function that makes the same one with a list. */
const REBUILD = new WeakMap<PasswordHasher, (allowed: AllowedHashes) => PasswordHasher>()

/** The same hasher with this list; `undefined` for one made with its own list. Throws `ConfigError`. */
export function hasherAllowing(
  hasher: PasswordHasher,
  allowed: AllowedHashes,
): PasswordHasher | undefined {
  return REBUILD.get(hasher)?.(allowed)
}

interface HasherParts {
  readonly preferred: Preferred
  readonly queue: HashQueue
  readonly full: FullCost
}

function hasherFrom(
  { preferred, queue, full }: HasherParts,
  allowed: AllowedHashes,
): PasswordHasher {
  const formats = allowed === 'django-tokenapi' ? undefined : readHashFormats(allowed)
  if (formats?.has(preferred.algorithm) === false) {
    throw new ConfigError(
      `\`allowedHashes\` must include "${preferred.algorithm}", the format of new hashes: their users could not log in`,
    )
  }
  const isAllowed = (encoded: string): boolean => {
    if (formats === undefined) return bareFormatOf(encoded) === undefined
    const format = hashFormatOf(encoded)
    return format !== undefined && formats.has(format)
  }
  return {
    check: (password, encoded) =>
      queue(async () => {
        await full.calibrate()
        const stored =
          encoded !== undefined && isAllowed(encoded) ? readStoredHash(encoded) : undefined
        if (stored === undefined) {
          await full.payFull(password)
          return false
        }
        const started = performance.now()
        try {
          if (await stored.verify(password)) return true
        } catch (error) {
          // A package is missing. The response differs, but takes as long.
          await full.payFull(password)
          throw error
        }
        await full.payRemainder(password, stored.work, performance.now() - started)
        return false
      }),
    make: (password) => queue(() => preferred.encode(password)),
    mustUpdate: (encoded, rule) => preferred.isOutdated(encoded, rule),
    objectionTo: (encoded) => objectionTo(encoded, isAllowed(encoded)),
  }
}
