import { ConfigError } from '../core/errors.js'
import type { PasswordHasher } from '../core/password-hasher.js'
import type { HashFormat } from './hash-format.js'
import { hasherAllowing } from './hasher.js'

export interface AllowedHashesOptions {
  readonly allowedHashes?: readonly HashFormat[] | undefined
  readonly compatibility?: 'django-tokenapi' | undefined
}

/** Makes hashers read the formats that these options allow. A hasher with a list of its own keeps to it. */
export function hasherFor({
  allowedHashes,
  compatibility,
}: AllowedHashesOptions): (hasher: PasswordHasher) => PasswordHasher {
  const allowed = allowedHashes ?? (compatibility === 'django-tokenapi' ? 'original' : undefined)
  if (allowed === undefined) return (hasher) => hasher
  return (hasher) => {
    const restricted = hasherAllowing(hasher, allowed)
    // `compatibility` alone never overrides the formats that a hasher was given.
    if (restricted !== undefined || allowedHashes === undefined) return restricted ?? hasher
    throw new ConfigError(
      '`allowedHashes` has no effect on this hasher, which decides by itself: give the list to `createPasswordHasher({ allowedHashes })`',
    )
  }
}
