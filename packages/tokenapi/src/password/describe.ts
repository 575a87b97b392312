import { bareFormatOf } from './bare.js'
import type { HashFormat } from './hash-format.js'
import { knownAlgorithmOf, readStoredHash } from './identify.js'
import { isPasswordUsable } from './password.js'

/**
 * - `readable`: well-formed and within its bounds; `iterations` where that is how its cost is counted.
 *   `encoding` is "bare" where another library wrote it, such as `$2b$…`
 * - `malformed`: of a known format, but cut or beyond its bounds: no password fits
 * - `unusable`: marked as fitting no password
 * - `unknown`: of no known format. The text is never printed: it may be a password
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

/**
 * Characters of the digest at the end, where they are always as many. A column that was too short cut
 * it, and a check never looks: it compares with a whole one.
 */
const DIGEST_LENGTH: ReadonlyMap<HashFormat, number> = new Map<HashFormat, number>([
  ['pbkdf2_sha256', 44],
  ['pbkdf2_sha1', 28],
  ['scrypt', 88],
  ['sha1', 40],
  ['md5', 32],
])

/** The format of a stored hash, without a password: for reports over all users. */
export function describePassword(encoded: string): PasswordDescription {
  if (!isPasswordUsable(encoded)) return { state: 'unusable' }
  const algorithm = knownAlgorithmOf(encoded)
  if (algorithm === undefined) return { state: 'unknown' }
  const stored = readStoredHash(encoded)
  const isBare = bareFormatOf(encoded) !== undefined
  // A bare hash may be of any length that its reader takes.
  const digestLength = isBare ? undefined : DIGEST_LENGTH.get(algorithm)
  const isCut =
    digestLength !== undefined && encoded.length - encoded.lastIndexOf('$') - 1 !== digestLength
  if (stored === undefined || isCut) return { state: 'malformed', algorithm }
  return {
    state: 'readable',
    algorithm,
    encoding: isBare ? 'bare' : 'django',
    ...(algorithm.startsWith('pbkdf2') ? { iterations: stored.work?.factors[0] ?? 0 } : {}),
  }
}
