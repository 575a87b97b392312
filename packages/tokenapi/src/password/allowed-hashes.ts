import { ConfigError } from '../core/errors.js'
import type { PasswordHasher } from '../core/password-hasher.js'
import type { HashFormat } from './hash-format.js'
import { hasherAllowing } from './hasher.js'

export interface AllowedHashesOptions {
  readonly allowedHashes?: readonly HashFormat[] | undefined
  readonly exact?: boolean | undefined
}

/** Makes hashers read the formats that these options allow. A hasher with a list of its own keeps to it. */
export function hasherFor({
  allowedHashes,
  exact,
}: AllowedHashesOptions): (hasher: PasswordHasher) => PasswordHasher {
  const allowed = allowedHashes ?? (exact === true ? 'original' : undefined)
  if (allowed === undefined) return (hasher) => hasher
  return (hasher) => {
    const restricted = hasherAllowing(hasher, allowed)
    // Exact mode asks for nothing: what is set for a hasher is meant.
    if (restricted !== undefined || allowedHashes === undefined) return restricted ?? hasher
    throw new ConfigError(
      '`allowedHashes` has no effect on this hasher, which decides by itself: give the list to `createPasswordHasher({ allowedHashes })`',
    )
  }
}
