import { algorithmOf } from './identify.js'

/** How Django's algorithms stand to each other; what is not named is a bare digest, below them all. */
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
