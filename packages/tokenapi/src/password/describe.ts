import { bareFormatOf } from './bare-format.js'
import type { HashFormat } from './hash-format.js'
import { hashFormatOf } from './identify.js'
import { readStoredHash } from './read-stored-hash.js'
import { isPasswordUsable } from './unusable.js'

/**
 * - `readable`: a valid hash within the limits. `iterations` is set for the pbkdf2 formats. `encoding` is
 *   "bare" for a hash that another library wrote, without Django's prefix, such as `$2b$…`
 * - `malformed`: a known format, but truncated or above the limits. No password matches
 * - `unusable`: marked by Django as matching no password
 * - `unknown`: no known format. The description holds no part of the text: it may be a password
 */
export type PasswordDescription =
  | {
      readonly state: 'readable'
      readonly algorithm: HashFormat
      readonly encoding: 'django' | 'bare'
      readonly iterations?: number
    }
  | { readonly state: 'malformed'; readonly algorithm: HashFormat }
  | { readonly state: 'unusable' }
  | { readonly state: 'unknown' }

/** Length of the digest at the end, for formats where it is fixed. A column that is too short truncates it. */
const DIGEST_LENGTH: ReadonlyMap<HashFormat, number> = new Map<HashFormat, number>([
  ['pbkdf2_sha256', 44],
  ['pbkdf2_sha1', 28],
  ['scrypt', 88],
  ['sha1', 40],
  ['md5', 32],
])

/**
 * The format and state of a stored hash, without checking a password.
 *
 * @example
 * describePassword('pbkdf2_sha256$1500000$salt$…')
 * // { state: 'readable', algorithm: 'pbkdf2_sha256', encoding: 'django', iterations: 1500000 }
 */
export function describePassword(encoded: string): PasswordDescription {
  if (!isPasswordUsable(encoded)) return { state: 'unusable' }
  const algorithm = hashFormatOf(encoded)
  if (algorithm === undefined) return { state: 'unknown' }
  const stored = readStoredHash(encoded)
  const isBare = bareFormatOf(encoded) !== undefined
  // The length of a bare hash varies.
  const digestLength = isBare ? undefined : DIGEST_LENGTH.get(algorithm)
  const isTruncated =
    digestLength !== undefined && encoded.length - encoded.lastIndexOf('$') - 1 !== digestLength
  if (stored === undefined || isTruncated) return { state: 'malformed', algorithm }
  return {
    state: 'readable',
    algorithm,
    encoding: isBare ? 'bare' : 'django',
    ...(algorithm.startsWith('pbkdf2') ? { iterations: stored.work?.factors[0] ?? 0 } : {}),
  }
}
