import { ConfigError } from '../core/errors.js'
import type { PasswordHasher } from '../core/login/password-hasher.js'
import type { HashFormat } from './hash-format.js'
import { hasherAllowing } from './hasher.js'

export interface AllowedHashesOptions {
  readonly allowedHashes?: readonly HashFormat[] | undefined
  readonly compatibility?: 'django-tokenapi' | undefined
}

/** A function that restricts a hasher to the formats that these options allow. A hasher made with `allowedHashes` keeps its own list. */
export function hasherFor({
  allowedHashes,
  compatibility,
}: AllowedHashesOptions): (hasher: PasswordHasher) => PasswordHasher {
  const allowed = allowedHashes ?? compatibility
  if (allowed === undefined) return (hasher) => hasher
  return (hasher) => {
    const restricted = hasherAllowing(hasher, allowed)
    // `compatibility` alone does not override a hasher's own list.
    if (restricted !== undefined || allowedHashes === undefined) return restricted ?? hasher
    throw new ConfigError(
      '`allowedHashes` has no effect on this `passwordHasher`: pass the list to `createPasswordHasher({ allowedHashes })` instead',
    )
  }
}
