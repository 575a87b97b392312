/** scrypt$N$SALT$R$P$BASE64, as Django 4.0 and later. RFC 7914. */
import { type ScryptOptions, scrypt } from 'node:crypto'

import { equalText } from './equal.js'
import { type HashReader, readCount } from './stored-hash.js'

export const SCRYPT_KEY_BYTES = 64
/** Memory that a stored hash may ask for, 128 * N * r: 256 MiB. */
const MAX_MEMORY = 256 * 1024 * 1024
const MAX_PARALLELISM = 16

export interface ScryptParts {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: string
}

export const scryptReader: HashReader = (encoded) => {
  const parts = readScrypt(encoded)
  if (parts === undefined) return undefined
  return {
    cost: 'full',
    verify: async (password) => equalText(encoded, await encodeScrypt(password, parts)),
  }
}

export function readScrypt(encoded: string): ScryptParts | undefined {
  const [, workFactor, salt, blockSize, parallelism, ...rest] = encoded.split('$')
  const N = readCount(workFactor, 2 ** 24)
  const r = readCount(blockSize, 2 ** 10)
  const p = readCount(parallelism, MAX_PARALLELISM)
  if (rest.length !== 1 || !salt || N === undefined || r === undefined || p === undefined) {
    return undefined
  }
  // RFC 7914 §2: N is a power of two, larger than 1.
  if (N < 2 || (N & (N - 1)) !== 0 || 128 * N * r > MAX_MEMORY) return undefined
  return { N, r, p, salt }
}

export async function encodeScrypt(password: string, parts: ScryptParts): Promise<string> {
  const { N, r, p, salt } = parts
  // Node refuses more than 32 MiB unless told how much may be used.
  const maxmem = 128 * r * (N + p + 2) + 1_048_576
  const key = await derive(password, salt, { N, r, p, maxmem })
  return `scrypt$${N}$${salt}$${r}$${p}$${key.toString('base64')}`
}

function derive(password: string, salt: string, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, SCRYPT_KEY_BYTES, options, (error, key) => {
      // Bun says `undefined` where there is none.
      if (error) reject(error)
      else resolve(key)
    })
  })
}
