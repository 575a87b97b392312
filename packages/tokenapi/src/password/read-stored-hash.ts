/** The readers of all formats. The core imports this file on demand: only logins need it. */
import { argon2Reader } from './argon2.js'
import { bareFormatOf } from './bare-format.js'
import { BARE_READERS } from './bare-readers.js'
import { bcryptReader } from './bcrypt.js'
import { cryptReader } from './des-crypt.js'
import { saltedReader, unsaltedMd5Reader, unsaltedSha1Reader } from './fast-digest.js'
import type { HashFormat } from './hash-format.js'
import { hashFormatOf } from './identify.js'
import { pbkdf2Reader } from './pbkdf2.js'
import { scryptReader } from './scrypt.js'
import type { HashReader, StoredHash } from './stored-hash.js'

/** The parsed hash, ready to be verified; `undefined` for one that no password can match. */
export function readStoredHash(encoded: string): StoredHash | undefined {
  const bare = bareFormatOf(encoded)
  if (bare !== undefined) return BARE_READERS[bare](encoded)
  const format = hashFormatOf(encoded)
  return format === undefined ? undefined : READERS[format](encoded)
}

const READERS: Readonly<Record<HashFormat, HashReader>> = {
  pbkdf2_sha256: pbkdf2Reader('pbkdf2_sha256'),
  pbkdf2_sha1: pbkdf2Reader('pbkdf2_sha1'),
  argon2: argon2Reader,
  bcrypt_sha256: bcryptReader('bcrypt_sha256'),
  bcrypt: bcryptReader('bcrypt'),
  scrypt: scryptReader,
  sha1: saltedReader('sha1'),
  md5: saltedReader('md5'),
  unsalted_sha1: unsaltedSha1Reader,
  unsalted_md5: unsaltedMd5Reader,
  crypt: cryptReader,
}
