/**
 * Bare hashes, without Django's prefix, as an application's own library writes them: `$2b$…`, `$argon2id$…`,
 * `$scrypt$…`, `$pbkdf2-sha256$…`. They are never rewritten, because the application reads them too.
 */
import { argon2Reader } from './argon2.js'
import { bcryptReader } from './bcrypt.js'
import { equalText } from './equal.js'
import { readForeignArgon2 } from './foreign/argon2.js'
import { readForeignBcrypt } from './foreign/bcrypt.js'
import type { ForeignHash } from './foreign/foreign-hash.js'
import { readPasslibPbkdf2 } from './foreign/pbkdf2.js'
import { readPhcScrypt } from './foreign/scrypt.js'
import { MAX_ITERATIONS, type Pbkdf2Name, derivePbkdf2 } from './pbkdf2.js'
import { unpaddedBase64 } from './phc-base64.js'
import { deriveScrypt, areWithinLimits, workOfScrypt } from './scrypt.js'
import { type HashReader, readCount } from './stored-hash.js'

type BareFormat = 'argon2' | 'bcrypt' | 'scrypt' | Pbkdf2Name

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

export const BARE_READERS: Readonly<Record<BareFormat, HashReader>> = {
  argon2: (encoded) => readConverted(readForeignArgon2(encoded, {}), argon2Reader),
  bcrypt: (encoded) => readConverted(readForeignBcrypt(encoded, {}), bcryptReader('bcrypt')),
  pbkdf2_sha1: (encoded) => readPbkdf2(encoded, 'pbkdf2_sha1'),
  pbkdf2_sha256: (encoded) => readPbkdf2(encoded, 'pbkdf2_sha256'),
  scrypt(encoded) {
    const parts = readPhcScrypt(encoded)
    if (parts === undefined || !areWithinLimits(parts)) return undefined
    return {
      work: workOfScrypt(parts),
      verify: async (password) => {
        const key = await deriveScrypt(password, parts.salt, parts.key.length, parts)
        return equalText(unpaddedBase64(parts.key), unpaddedBase64(key))
      },
    }
  },
}

function readPbkdf2(encoded: string, name: Pbkdf2Name): ReturnType<HashReader> {
  const parts = readPasslibPbkdf2(encoded)
  const iterations = readCount(parts?.iterations, MAX_ITERATIONS)
  if (parts === undefined || iterations === undefined) return undefined
  return {
    work: { name, factors: [iterations] },
    verify: async (password) =>
      equalText(
        unpaddedBase64(parts.key),
        unpaddedBase64(await derivePbkdf2(name, password, parts.salt, iterations)),
      ),
  }
}

function readConverted(found: ForeignHash | undefined, reader: HashReader): ReturnType<HashReader> {
  return found?.state === 'convertible' ? reader(found.encoded) : undefined
}
