/**
 * bcrypt_sha256$$2b$COST$SALT+HASH: bcrypt over the hex of the password's SHA-256.
 * bcrypt$$2b$COST$SALT+HASH: bcrypt over the first 72 bytes of the password. Both are read, never made.
 */
import { createHash } from 'node:crypto'

import {
  type OptionalPackages,
  loadOptional,
  notLoaded,
} from '../core/runtime/optional-dependency.js'
import type { HashReader } from './stored-hash.js'

/** The part of `@node-rs/bcrypt` and `bcrypt` that is used here. Both compute on the thread pool. */
interface Bcrypt {
  compare(password: string, encoded: string): Promise<boolean>
}

// $2a$, $2b$ and $2y$ are one algorithm; $2x$ marks a broken one. The last characters of the salt (16 bytes)
// and of the hash (23 bytes) have unused bits, which must be zero.
const BCRYPT = /^\$2[aby]\$([0-9]{2})\$[./0-9A-Za-z]{21}[.Oeu][./0-9A-Za-z]{30}[.CGKOSWaeimquy26]$/
/** Cost 17 takes about ten seconds. Hashes above it are refused without computing them. */
export const MAX_COST = 17
export const MIN_COST = 4
const PACKAGES: OptionalPackages = {
  '@node-rs/bcrypt': async () => {
    try {
      return await import('@node-rs/bcrypt' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
  'bcrypt': async () => {
    try {
      return await import('bcrypt' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
}

export function bcryptReader(name: 'bcrypt' | 'bcrypt_sha256'): HashReader {
  return (encoded) => {
    const hash = encoded.slice(name.length + 1)
    const cost = Number(BCRYPT.exec(hash)?.[1])
    if (!(cost >= MIN_COST && cost <= MAX_COST)) return undefined
    return {
      work: { name: 'bcrypt', factors: [cost] },
      async verify(password) {
        // bcrypt stops at a NUL; Python's library refuses such a password.
        if (name === 'bcrypt' && password.includes('\0')) return false
        const key = name === 'bcrypt' ? password : sha256Hex(password)
        const bcrypt = await loadOptional<Bcrypt>('a bcrypt hash', PACKAGES)
        // The package `bcrypt` does not accept $2y$, another name of the same algorithm.
        return bcrypt.compare(key, `$2b$${hash.slice(4)}`)
      },
    }
  }
}

function sha256Hex(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}
