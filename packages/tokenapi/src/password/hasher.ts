import { ConfigError } from '../core/errors.js'
import type { PasswordHasher } from '../core/login/password-hasher.js'
import { bareFormatOf } from './bare-format.js'
import { type FullCost, fullCostOf } from './full-cost.js'
import { type HashFormat, STRONG_HASHES, readHashFormats } from './hash-format.js'
import { type HashQueue, type HashQueueOptions, createHashQueue } from './hash-queue.js'
import { hashFormatOf } from './identify.js'
import { objectionTo } from './objection.js'
import type { Preferred } from './preferred-format.js'

/** Formats by name; `django-tokenapi` allows what it reads: all of Django's formats, weak ones too, no bare hashes. */
export type AllowedHashes = readonly HashFormat[] | 'django-tokenapi'

export interface HasherOptions extends HashQueueOptions {
  readonly allowedHashes?: readonly HashFormat[] | undefined
}

/** A hasher that makes hashes of the preferred format. Throws `ConfigError` for invalid `allowedHashes`. */
export function hasherOver(preferred: Preferred, options: HasherOptions = {}): PasswordHasher {
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
    check: (password, encoded, client) =>
      queue(async () => {
        await full.calibrate()
        // Loaded for an unknown user too: the time must not reveal which users exist.
        const { readStoredHash } = await import('./read-stored-hash.js')
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
      }, client),
    make: (password, client) => queue(() => preferred.encode(password), client),
    mustUpdate: (encoded, rule) => preferred.isOutdated(encoded, rule),
    objectionTo: (encoded) => objectionTo(encoded, isAllowed(encoded)),
    load: queue.load,
  }
}
