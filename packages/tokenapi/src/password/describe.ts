import { knownAlgorithmOf, readStoredHash } from './identify.js'
import { isPasswordUsable } from './password.js'

/**
 * - `readable`: well-formed and within its bounds; `iterations` where that is how its cost is counted
 * - `malformed`: of one of Django's formats, but cut or beyond its bounds: no password fits
 * - `unusable`: marked as fitting no password
 * - `unknown`: of no format that Django has shipped. Nothing of the text is told: it may be a password
 */
export type PasswordDescription =
  | { readonly state: 'readable'; readonly algorithm: string; readonly iterations?: number }
  | { readonly state: 'malformed'; readonly algorithm: string }
  | { readonly state: 'unusable' }
  | { readonly state: 'unknown' }

/**
 * Characters of the digest at the end, where they are always as many. A column that was too short cut
 * it, and a check never looks: it compares with a whole one.
 */
const DIGEST_LENGTH: ReadonlyMap<string, number> = new Map([
  ['pbkdf2_sha256', 44],
  ['pbkdf2_sha1', 28],
  ['scrypt', 88],
  ['sha1', 40],
  ['md5', 32],
])

/** What a stored hash is, without any password: for whoever wants to know of all users at once. */
export function describePassword(encoded: string): PasswordDescription {
  if (!isPasswordUsable(encoded)) return { state: 'unusable' }
  const algorithm = knownAlgorithmOf(encoded)
  if (algorithm === undefined) return { state: 'unknown' }
  const stored = readStoredHash(encoded)
  const digestLength = DIGEST_LENGTH.get(algorithm)
  const isCut =
    digestLength !== undefined && encoded.length - encoded.lastIndexOf('$') - 1 !== digestLength
  if (stored === undefined || isCut) return { state: 'malformed', algorithm }
  return {
    state: 'readable',
    algorithm,
    ...(typeof stored.cost === 'object' ? { iterations: stored.cost.rounds } : {}),
  }
}
