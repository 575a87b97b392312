import { argon2Reader } from './argon2.js'
import { BARE_READERS, bareFormatOf } from './bare.js'
import { bcryptReader } from './bcrypt.js'
import { cryptReader } from './des-crypt.js'
import {
  UNSALTED_MD5,
  UNSALTED_SHA1,
  saltedReader,
  unsaltedMd5Reader,
  unsaltedSha1Reader,
} from './fast-digest.js'
import { type HashFormat, isHashFormat } from './hash-format.js'
import { pbkdf2Reader } from './pbkdf2.js'
import { scryptReader } from './scrypt.js'
import type { HashReader, StoredHash } from './stored-hash.js'

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

/** The name that a hash begins with, or that its form implies; not necessarily a known one. */
function formatNameOf(encoded: string): string {
  const bare = bareFormatOf(encoded)
  if (bare !== undefined) return bare
  if (UNSALTED_MD5.test(encoded)) return 'unsalted_md5'
  if (UNSALTED_SHA1.test(encoded)) return 'unsalted_sha1'
  const end = encoded.indexOf('$')
  return end < 0 ? encoded : encoded.slice(0, end)
}

/** The format of a hash; `undefined` for an unknown one. */
export function hashFormatOf(encoded: string): HashFormat | undefined {
  const name = formatNameOf(encoded)
  return isHashFormat(name) ? name : undefined
}

/** The parsed hash, ready to be verified; `undefined` for one that no password can match. */
export function readStoredHash(encoded: string): StoredHash | undefined {
  const bare = bareFormatOf(encoded)
  if (bare !== undefined) return BARE_READERS[bare](encoded)
  const format = hashFormatOf(encoded)
  return format === undefined ? undefined : READERS[format](encoded)
}
