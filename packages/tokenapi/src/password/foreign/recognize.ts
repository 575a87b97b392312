import { readForeignArgon2 } from './argon2.js'
import { readForeignBcrypt } from './bcrypt.js'
import { readBareDigest } from './digest.js'
import type { ForeignHash, ForeignHashOptions, ForeignReader } from './foreign-hash.js'
import { readForeignPbkdf2 } from './pbkdf2.js'
import { readForeignScrypt } from './scrypt.js'
import { readUnsupported } from './unsupported.js'
import { readWrapped } from './wrapped.js'

const READERS: readonly ForeignReader[] = [
  readForeignBcrypt,
  readForeignArgon2,
  readForeignScrypt,
  readForeignPbkdf2,
  readWrapped((text, options) => recognizeForeignHash(text, options)),
  readUnsupported,
  readBareDigest,
]

/**
 * What a hash of another program is, and the same hash in Django's format where one can hold it.
 * `undefined` for Django's own formats, and for a text that is no known hash: it may be a password.
 *
 * @example
 * const found = recognizeForeignHash('$2y$10$…')
 * if (found?.state === 'convertible') save(found.encoded) // 'bcrypt$$2y$10$…'
 */
export function recognizeForeignHash(
  text: string,
  options: ForeignHashOptions = {},
): ForeignHash | undefined {
  // Columns of a fixed length fill a value with blanks.
  const hash = text.trim()
  for (const read of READERS) {
    const found = read(hash, options)
    if (found !== undefined) return found
  }
  return undefined
}
