import { algorithmOf } from './identify.js'

/** The order of Django's algorithms by strength; one that is not listed is a bare digest, below all. */
const STRENGTH: Readonly<Record<string, number>> = {
  pbkdf2_sha1: 1,
  pbkdf2_sha256: 2,
  bcrypt: 2,
  bcrypt_sha256: 2,
  scrypt: 3,
  argon2: 4,
}

/**
 * Whether one algorithm costs an attacker less than another; `undefined` where they are the same and
 * their work factors decide. Never the other way: two deployments that prefer different ones would
 * make each other's hashes anew for ever.
 */
export function isWeakerAlgorithm(encoded: string, preferred: string): boolean | undefined {
  const algorithm = algorithmOf(encoded)
  if (algorithm === preferred) return undefined
  return (STRENGTH[algorithm] ?? 0) < (STRENGTH[preferred] ?? 0)
}
