/** scrypt$N$SALT$R$P$BASE64, as in Django 4.0 and later. RFC 7914. */
import { type ScryptOptions, scrypt } from 'node:crypto'

import { equalText } from './equal.js'
import { type HashReader, type Work, readCount } from './stored-hash.js'

export const SCRYPT_KEY_BYTES = 64
/** 128 * N * r, in bytes: 256 MiB. */
const MAX_MEMORY = 256 * 1024 * 1024
/** N * r * p: about ten seconds of one core. Hashes above either limit are refused without computing them. */
const MAX_WORK = 2 ** 25

export interface ScryptFactors {
  readonly N: number
  readonly r: number
  readonly p: number
}

export interface ScryptParts extends ScryptFactors {
  readonly salt: string
}

export const scryptReader: HashReader = (encoded) => {
  const parts = readScrypt(encoded)
  if (parts === undefined) return undefined
  return {
    work: workOfScrypt(parts),
    verify: async (password) => equalText(encoded, await encodeScrypt(password, parts)),
  }
}

export function readScrypt(encoded: string): ScryptParts | undefined {
  const [, workFactor, salt, blockSize, parallelism, ...rest] = encoded.split('$')
  const N = readCount(workFactor, 2 ** 24)
  const r = readCount(blockSize, 2 ** 10)
  const p = readCount(parallelism, 2 ** 10)
  if (rest.length !== 1 || !salt || N === undefined || r === undefined || p === undefined) {
    return undefined
  }
  return areWithinLimits({ N, r, p }) ? { N, r, p, salt } : undefined
}

/** Whether RFC 7914 §2 allows these factors (N is a power of two, larger than 1) and they are within the limits. */
export function areWithinLimits({ N, r, p }: ScryptFactors): boolean {
  return N >= 2 && (N & (N - 1)) === 0 && 128 * N * r <= MAX_MEMORY && N * r * p <= MAX_WORK
}

export function workOfScrypt({ N, r, p }: ScryptFactors): Work {
  return { name: 'scrypt', factors: [N, r, p] }
}

export async function encodeScrypt(password: string, parts: ScryptParts): Promise<string> {
  const { N, r, p, salt } = parts
  const key = await deriveScrypt(password, salt, SCRYPT_KEY_BYTES, parts)
  return `scrypt$${N}$${salt}$${r}$${p}$${key.toString('base64')}`
}

export function deriveScrypt(
  password: string,
  salt: string | Uint8Array,
  bytes: number,
  { N, r, p }: ScryptFactors,
): Promise<Buffer> {
  // Node's default limit is 32 MiB.
  const options: ScryptOptions = { N, r, p, maxmem: 128 * r * (N + p + 2) + 1_048_576 }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => {
      // Bun passes `undefined` for no error.
      if (error) reject(error)
      else resolve(key)
    })
  })
}
