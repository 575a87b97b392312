import { argon2Reader } from './argon2.js'
import type { BareFormat } from './bare-format.js'
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

/** The readers of bare hashes. */
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
