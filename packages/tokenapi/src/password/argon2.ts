/** argon2$argon2id$v=19$m=102400,t=2,p=8$SALT$HASH, as in Django 1.10 and later. RFC 9106. */
import * as crypto from 'node:crypto'

import { ConfigError } from '../core/errors.js'
import { equalText } from './equal.js'
import {
  type OptionalPackages,
  loadIfThere,
  notLoaded,
} from '../core/runtime/optional-dependency.js'
import { unpaddedBase64 } from './phc-base64.js'
import { type HashReader, type Work, readCount } from './stored-hash.js'

export interface Argon2Factors {
  readonly variety: 'argon2d' | 'argon2i' | 'argon2id'
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

export interface Argon2Parts extends Argon2Factors {
  readonly version: 16 | 19
  readonly salt: Uint8Array
  /** Length of the hash, in bytes. */
  readonly length: number
}

/** The part of `@node-rs/argon2` that is used here. */
interface NodeRsArgon2 {
  hashRaw(
    password: string,
    options: {
      readonly algorithm: number
      readonly version: number
      readonly memoryCost: number
      readonly timeCost: number
      readonly parallelism: number
      readonly outputLen: number
      readonly salt: Uint8Array
    },
  ): Promise<Uint8Array>
}

const PACKAGES: OptionalPackages = {
  '@node-rs/argon2': async () => {
    try {
      return await import('@node-rs/argon2' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
}

// A missing version means 16. Base64 without padding.
const ARGON2 =
  /^argon2\$(argon2(?:d|i|id))(?:\$v=(16|19))?\$m=([0-9]+),t=([0-9]+),p=([0-9]+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
/** KiB: 1 GiB. Hashes above this or one of the next limits are refused without computing them. */
const MAX_MEMORY = 1_048_576
/** KiB times passes: about ten seconds of one core. */
const MAX_WORK = 10 * MAX_MEMORY
const MAX_PARALLELISM = 64
const MAX_LENGTH = 512
const MIN_SALT = 8

export const argon2Reader: HashReader = (encoded) => {
  const parts = readArgon2(encoded)
  if (parts === undefined) return undefined
  const storedKey = encoded.slice(encoded.lastIndexOf('$') + 1)
  return {
    work: workOfArgon2(parts),
    verify: async (password) => equalText(storedKey, unpaddedBase64(await derive(password, parts))),
  }
}

export function readArgon2(encoded: string): Argon2Parts | undefined {
  const [, variety, version, m, t, p, salt, hash] = ARGON2.exec(encoded) ?? []
  const memory = readCount(m, MAX_MEMORY)
  const passes = readCount(t, MAX_WORK)
  const parallelism = readCount(p, MAX_PARALLELISM)
  if (memory === undefined || passes === undefined || parallelism === undefined) return undefined
  const saltBytes = Buffer.from(salt as string, 'base64')
  const length = Buffer.from(hash as string, 'base64').length
  // RFC 9106 §3.1: at least 8 KiB for each lane, at least 4 bytes of hash.
  if (memory < 8 * parallelism || length < 4 || length > MAX_LENGTH) return undefined
  if (memory * passes > MAX_WORK) return undefined
  if (saltBytes.length < MIN_SALT) return undefined
  return {
    variety: variety as Argon2Parts['variety'],
    version: version === '19' ? 19 : 16,
    memory,
    passes,
    parallelism,
    salt: saltBytes,
    length,
  }
}

export function workOfArgon2({ variety, memory, passes, parallelism }: Argon2Factors): Work {
  return { name: variety, factors: [memory, passes, parallelism] }
}

export async function encodeArgon2(password: string, parts: Argon2Parts): Promise<string> {
  const { variety, version, memory, passes, parallelism, salt } = parts
  const hash = unpaddedBase64(await derive(password, parts))
  const factors = `m=${memory},t=${passes},p=${parallelism}`
  return `argon2$${variety}$v=${version}$${factors}$${unpaddedBase64(salt)}$${hash}`
}

const VARIETIES = { argon2d: 0, argon2i: 1, argon2id: 2 } as const

async function derive(password: string, parts: Argon2Parts): Promise<Uint8Array> {
  const { variety, version, memory, passes, parallelism, salt, length } = parts
  const argon2 = await loadIfThere<NodeRsArgon2>(PACKAGES)
  if (argon2 !== undefined) {
    return argon2.hashRaw(password, {
      algorithm: VARIETIES[variety],
      version: version === 16 ? 0 : 1,
      memoryCost: memory,
      timeCost: passes,
      parallelism,
      outputLen: length,
      salt,
    })
  }
  return deriveBuiltIn(password, parts)
}

/** The hash by `node:crypto`, which has argon2 since Node 24.7, in version 19 only. Throws `ConfigError` without it. */
export function deriveBuiltIn(password: string, parts: Argon2Parts): Promise<Uint8Array> {
  const { variety, version, memory, passes, parallelism, salt, length } = parts
  if (typeof crypto.argon2 !== 'function' || version === 16) {
    throw new ConfigError(
      'an argon2 hash needs the package @node-rs/argon2, which is not installed or was left out by your bundler: npm install @node-rs/argon2',
    )
  }
  const options = { message: password, nonce: salt, parallelism, tagLength: length, memory, passes }
  return new Promise((resolve, reject) => {
    crypto.argon2(variety, options, (error, hash) => {
      if (error) reject(error)
      else resolve(hash)
    })
  })
}
