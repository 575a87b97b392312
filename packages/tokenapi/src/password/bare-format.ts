/**
 * Bare hashes, without Django's prefix, as an application's own library writes them: `$2b$…`, `$argon2id$…`,
 * `$scrypt$…`, `$pbkdf2-sha256$…`. They are never rewritten, because the application reads them too.
 */
import type { Pbkdf2Name } from './pbkdf2.js'

export type BareFormat = 'argon2' | 'bcrypt' | 'scrypt' | Pbkdf2Name

const BARE = /^\$(?:2[aby]|argon2(?:d|i|id)|scrypt|pbkdf2(?:-sha256)?)\$/

/** The format of a bare hash; `undefined` for any other text. */
export function bareFormatOf(encoded: string): BareFormat | undefined {
  const found = BARE.exec(encoded)
  if (found === null) return undefined
  const [name] = found
  if (name.startsWith('$2')) return 'bcrypt'
  if (name.startsWith('$a')) return 'argon2'
  if (name === '$scrypt$') return 'scrypt'
  return name === '$pbkdf2$' ? 'pbkdf2_sha1' : 'pbkdf2_sha256'
}
