/**
 * Hashes as an application's own library writes them: `$2b$…`, `$argon2id$…`, `$scrypt$…`, without the name
 * that Django puts in front. They are read as they are, and never rewritten: the application reads them too.
 */
import { argon2Reader } from './argon2.js'
import { bcryptReader } from './bcrypt.js'
import { equalText } from './equal.js'
import { readForeignArgon2 } from './foreign/argon2.js'
import { readForeignBcrypt } from './foreign/bcrypt.js'
import type { ForeignHash } from './foreign/foreign-hash.js'
import { readPhcScrypt } from './foreign/scrypt.js'
import { base64Of } from './phc-base64.js'
import { deriveScrypt, isWithinBounds, workOfScrypt } from './scrypt.js'
import type { HashReader } from './stored-hash.js'

type BareFormat = 'argon2' | 'bcrypt' | 'scrypt'

const BARE = /^\$(?:(2[aby])|(argon2(?:d|i|id))|scrypt)\$/

/** The format of a bare hash; `undefined` for any other text. */
export function bareFormatOf(encoded: string): BareFormat | undefined {
  const found = BARE.exec(encoded)
  if (found === null) return undefined
  if (found[1] !== undefined) return 'bcrypt'
  return found[2] === undefined ? 'scrypt' : 'argon2'
}

export const BARE_READERS: Readonly<Record<BareFormat, HashReader>> = {
  argon2: (encoded) => readConverted(readForeignArgon2(encoded, {}), argon2Reader),
  bcrypt: (encoded) => readConverted(readForeignBcrypt(encoded, {}), bcryptReader('bcrypt')),
  scrypt(encoded) {
    const parts = readPhcScrypt(encoded)
    if (parts === undefined || !isWithinBounds(parts)) return undefined
    return {
      work: workOfScrypt(parts),
      verify: async (password) => {
        const key = await deriveScrypt(password, parts.salt, parts.key.length, parts)
        return equalText(base64Of(parts.key), base64Of(key))
      },
    }
  },
}

function readConverted(found: ForeignHash | undefined, reader: HashReader): ReturnType<HashReader> {
  return found?.state === 'convertible' ? reader(found.encoded) : undefined
}
