import type { HashFormat } from './hash-format.js'
import { hashFormatOf } from './identify.js'

/** Ranks of the slow formats. Formats that are not listed rank below them. */
const RANK: Partial<Record<HashFormat, number>> = {
  pbkdf2_sha1: 1,
  pbkdf2_sha256: 2,
  bcrypt: 2,
  bcrypt_sha256: 2,
  scrypt: 3,
  argon2: 4,
}

/**
 * Whether a hash has a weaker algorithm than the preferred one; `undefined` for the same algorithm, where
 * the work factors decide. A stronger one is not replaced: two deployments with different preferences
 * would rewrite each other's hashes at every login.
 */
export function isWeakerAlgorithm(encoded: string, preferred: HashFormat): boolean | undefined {
  const format = hashFormatOf(encoded)
  if (format === preferred) return undefined
  return rankOf(format) < rankOf(preferred)
}

function rankOf(format: HashFormat | undefined): number {
  return (format && RANK[format]) ?? 0
}
