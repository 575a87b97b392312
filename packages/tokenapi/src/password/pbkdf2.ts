/** pbkdf2_sha256$ITERATIONS$SALT$BASE64, and the same with pbkdf2_sha1. RFC 8018 §5.2. */
import { pbkdf2 } from 'node:crypto'

import { equalText } from './equal.js'
import { type HashReader, readCount } from './stored-hash.js'

const DIGESTS = {
  pbkdf2_sha256: { digest: 'sha256', bytes: 32 },
  pbkdf2_sha1: { digest: 'sha1', bytes: 20 },
} as const

export type Pbkdf2Name = keyof typeof DIGESTS

/** Length of a derived key, in bytes. */
export function pbkdf2Bytes(name: Pbkdf2Name): number {
  return DIGESTS[name].bytes
}

/** Several seconds of one core. Hashes with more iterations are refused without computing them. */
export const MAX_ITERATIONS = 10_000_000

export interface Pbkdf2Parts {
  readonly iterations: number
  readonly salt: string
}

export function pbkdf2Reader(name: Pbkdf2Name): HashReader {
  return (encoded) => {
    const parts = readPbkdf2(encoded)
    if (parts === undefined) return undefined
    return {
      work: { name, factors: [parts.iterations] },
      verify: async (password) => equalText(encoded, await encodePbkdf2(name, password, parts)),
    }
  }
}

/** The parameters of an encoded hash, with either digest; `undefined` for a malformed one. */
export function readPbkdf2(encoded: string): Pbkdf2Parts | undefined {
  const fields = encoded.split('$')
  const iterations = readCount(fields[1], MAX_ITERATIONS)
  const salt = fields[2]
  if (fields.length !== 4 || iterations === undefined || !salt) return undefined
  return { iterations, salt }
}

export async function encodePbkdf2(
  name: Pbkdf2Name,
  password: string,
  { salt, iterations }: Pbkdf2Parts,
): Promise<string> {
  const key = await derivePbkdf2(name, password, salt, iterations)
  return `${name}$${iterations}$${salt}$${key.toString('base64')}`
}

/** The derived key, computed on libuv's thread pool. */
export function derivePbkdf2(
  name: Pbkdf2Name,
  password: string,
  salt: string | Uint8Array,
  iterations: number,
): Promise<Buffer> {
  const { digest, bytes } = DIGESTS[name]
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, bytes, digest, (error, key) => {
      // Bun passes `undefined` for no error.
      if (error) reject(error)
      else resolve(key)
    })
  })
}
