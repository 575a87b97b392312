import { ConfigError } from '../core/errors.js'
import { checkedElsewhere } from '../core/option-checks.js'
import type { PasswordHasher } from '../core/password-hasher.js'
import { readOptions } from '../core/read-options.js'
import { bareFormatOf } from './bare.js'
import { type FullCost, fullCostOf } from './full-cost.js'
import { type HashFormat, STRONG_HASHES, readHashFormats } from './hash-format.js'
import { knownAlgorithmOf, readStoredHash } from './identify.js'
import {
  HASH_QUEUE_CHECKS,
  type HashQueue,
  type HashQueueOptions,
  createHashQueue,
} from './hash-queue.js'
import { objectionTo } from './objection.js'
import { PASSWORD_CHECKS, type PasswordOptions, type Preferred, preferredBy } from './preferred.js'

/** What `createPasswordHasher` takes. */
export interface PasswordHasherOptions extends PasswordOptions, HashQueueOptions {
  /**
   * Which stored hashes may log in, as Django's PASSWORD_HASHERS; default: all strong formats. md5, sha1,
   * crypt and what has no salt only where they are named.
   */
  readonly allowedHashes?: readonly HashFormat[] | undefined
}

/** Formats by name; "original": what the original reads, which is Django's encodings alone, weak ones too. */
export type AllowedHashes = readonly HashFormat[] | 'original'

/**
 * The hasher of a login: stored hashes of the allowed formats are checked, new ones are made with the
 * preferred one. All in one bounded queue. Throws `ConfigError` for options that make no sense.
 */
export function createPasswordHasher(given?: PasswordHasherOptions): PasswordHasher {
  const options = readOptions<PasswordHasherOptions>('createPasswordHasher', given, {
    ...PASSWORD_CHECKS,
    ...HASH_QUEUE_CHECKS,
    allowedHashes: checkedElsewhere(),
  })
  const preferred = preferredBy(options)
  const means = { preferred, queue: createHashQueue(options), full: fullCostOf(preferred) }
  const hasher = hasherOf(means, options.allowedHashes ?? STRONG_HASHES)
  if (options.allowedHashes === undefined) {
    UNDECIDED.set(hasher, (allowed) => hasherOf(means, allowed))
  }
  return hasher
}

/** Hashers that were made without a list of their own, and how to make the same with one. */
const UNDECIDED = new WeakMap<PasswordHasher, (allowed: AllowedHashes) => PasswordHasher>()

/** The same hasher for these formats; `undefined` where it decides that itself. Throws `ConfigError`. */
export function hasherAllowing(
  hasher: PasswordHasher,
  allowed: AllowedHashes,
): PasswordHasher | undefined {
  return UNDECIDED.get(hasher)?.(allowed)
}

interface Means {
  readonly preferred: Preferred
  readonly queue: HashQueue
  readonly full: FullCost
}

function hasherOf({ preferred, queue, full }: Means, allowed: AllowedHashes): PasswordHasher {
  const formats = allowed === 'original' ? undefined : readHashFormats(allowed)
  if (formats?.has(preferred.algorithm) === false) {
    throw new ConfigError(
      `\`allowedHashes\` must hold "${preferred.algorithm}", in which new hashes are made: their users could not log in`,
    )
  }
  const isAllowed = (encoded: string): boolean => {
    if (formats === undefined) return bareFormatOf(encoded) === undefined
    const format = knownAlgorithmOf(encoded)
    return format !== undefined && formats.has(format)
  }
  return {
    check: (password, encoded) =>
      queue(async () => {
        await full.measured()
        const stored =
          encoded !== undefined && isAllowed(encoded) ? readStoredHash(encoded) : undefined
        if (stored === undefined) {
          await full.payAll(password)
          return false
        }
        const started = performance.now()
        try {
          if (await stored.verify(password)) return true
        } catch (error) {
          // A package that is missing: the answer is another, and as late.
          await full.payAll(password)
          throw error
        }
        await full.payRest(password, stored.work, performance.now() - started)
        return false
      }),
    make: (password) => queue(() => preferred.encode(password)),
    mustUpdate: (encoded, rule) => preferred.isOutdated(encoded, rule),
    objectionTo: (encoded) => objectionTo(encoded, isAllowed(encoded)),
  }
}
