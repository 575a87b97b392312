/** Fast digests, which are no longer safe for passwords. Read for old rows, never made. */
import { createHash } from 'node:crypto'

import { equalText } from './equal.js'
import { UNSALTED_MD5, UNSALTED_SHA1 } from './identify.js'
import type { HashReader, StoredHash } from './stored-hash.js'

type Digest = 'sha1' | 'md5'

/** sha1$SALT$HEX and md5$SALT$HEX: the digest of salt and password. */
export function saltedReader(digest: Digest): HashReader {
  return (encoded) => {
    const [, salt, hex, ...rest] = encoded.split('$')
    return salt && hex && rest.length === 0 ? fastHash(digest, salt, hex) : undefined
  }
}

export const unsaltedSha1Reader: HashReader = (encoded) =>
  unsaltedHash('sha1', UNSALTED_SHA1.exec(encoded)?.[1])

export const unsaltedMd5Reader: HashReader = (encoded) =>
  unsaltedHash('md5', UNSALTED_MD5.exec(encoded)?.[1])

function unsaltedHash(digest: Digest, hex: string | undefined): StoredHash | undefined {
  return hex === undefined ? undefined : fastHash(digest, '', hex)
}

function fastHash(digest: Digest, salt: string, hex: string): StoredHash {
  return {
    work: undefined,
    verify: async (password) =>
      equalText(
        hex,
        createHash(digest)
          .update(salt + password)
          .digest('hex'),
      ),
  }
}
