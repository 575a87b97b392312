import { readForeignArgon2 } from './argon2.js'
import { readForeignBcrypt } from './bcrypt.js'
import type { ForeignHash, ForeignHashOptions, ForeignReader } from './foreign-hash.js'
import { readForeignPbkdf2 } from './pbkdf2.js'
import { readForeignScrypt } from './scrypt.js'
import { readUnmarkedDigest } from './unmarked-digest.js'
import { readUnsupported } from './unsupported.js'
import { readWrapped } from './wrapped.js'

const READERS: readonly ForeignReader[] = [
  readForeignBcrypt,
  readForeignArgon2,
  readForeignScrypt,
  readForeignPbkdf2,
  readWrapped((text, options) => recognizeForeignHash(text, options)),
  readUnsupported,
  readUnmarkedDigest,
]

/**
 * The format of another program's hash, and the same hash in Django's format if Django has one for it.
 * `undefined` for Django's own formats, and for text that is not a known hash: it may be a password.
 *
 * @example
 * const found = recognizeForeignHash('$2y$10$…')
 * if (found?.state === 'convertible') save(found.encoded) // 'bcrypt$$2y$10$…'
 */
export function recognizeForeignHash(
  text: string,
  options: ForeignHashOptions = {},
): ForeignHash | undefined {
  // Columns of a fixed length are padded with spaces.
  const hash = text.trim()
  for (const read of READERS) {
    const found = read(hash, options)
    if (found !== undefined) return found
  }
  return undefined
}
