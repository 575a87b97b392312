/** PBKDF2 as Werkzeug and passlib store it. */
import { type Pbkdf2Name, pbkdf2Bytes, readPbkdf2 } from '../pbkdf2.js'
import { decodeBase64, decodeTextSalt } from './decode.js'
import {
  type ForeignHash,
  type ForeignReader,
  convertible,
  malformed,
  unsupported,
} from './foreign-hash.js'

export const readForeignPbkdf2: ForeignReader = (text) => readWerkzeug(text) ?? readPasslib(text)

const NAMES: Readonly<Record<string, Pbkdf2Name>> = { sha1: 'pbkdf2_sha1', sha256: 'pbkdf2_sha256' }

// pbkdf2:sha256:600000$SALT$HEX     the salt is text
const WERKZEUG = /^pbkdf2:([a-z0-9_]+):(\d+)\$([^$]+)\$([0-9a-f]+)$/

function readWerkzeug(text: string): ForeignHash | undefined {
  const format = 'Werkzeug pbkdf2'
  if (!/^pbkdf2:[a-z0-9_]+/.test(text)) return undefined
  const [, digest = '', iterations, salt = '', key = ''] = WERKZEUG.exec(text) ?? []
  if (iterations === undefined || key.length % 2 !== 0) return malformed(format)
  return toDjango(format, digest, iterations, Buffer.from(salt), Buffer.from(key, 'hex'))
}

/** PBKDF2 as passlib writes it, with a binary salt. */
export interface PasslibPbkdf2 {
  readonly digest: string
  readonly iterations: string
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

// $pbkdf2-sha256$29000$SALT$HASH, $pbkdf2$131000$… with SHA-1. Adapted base64: "." for "+", no padding.
const PASSLIB =
  /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(\d{1,10})\$([A-Za-z0-9+/.]*)\$([A-Za-z0-9+/.]+)$/

/** The parts of `$pbkdf2-sha256$29000$SALT$KEY`; `undefined` if it is truncated. */
export function readPasslibPbkdf2(text: string): PasslibPbkdf2 | undefined {
  const [, digest = 'sha1', iterations, saltText = '', keyText = ''] = PASSLIB.exec(text) ?? []
  const salt = decodeBase64(saltText)
  const key = decodeBase64(keyText)
  if (iterations === undefined || salt === undefined || key === undefined) return undefined
  return key.length === KEY_BYTES[digest] ? { digest, iterations, salt, key } : undefined
}

const KEY_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 }

function readPasslib(text: string): ForeignHash | undefined {
  const format = 'passlib pbkdf2'
  if (!/^\$pbkdf2(?:-sha\d+)?\$/.test(text)) return undefined
  const parts = readPasslibPbkdf2(text)
  if (parts === undefined) return malformed(format)
  return toDjango(format, parts.digest, parts.iterations, parts.salt, parts.key)
}

/** pbkdf2_sha256$ITERATIONS$SALT$BASE64 */
function toDjango(
  format: string,
  digest: string,
  iterations: string,
  saltBytes: Uint8Array,
  key: Uint8Array,
): ForeignHash {
  const name = Object.hasOwn(NAMES, digest) ? NAMES[digest] : undefined
  if (name === undefined) return unsupported(format, 'Django’s pbkdf2 uses SHA-256 or SHA-1')
  if (key.length !== pbkdf2Bytes(name)) return malformed(format)
  const salt = decodeTextSalt(saltBytes)
  if (salt === undefined) return unsupported(format, 'its salt is bytes, Django’s is text')
  const hash = `${name}$${iterations}$${salt}$${Buffer.from(key).toString('base64')}`
  return readPbkdf2(hash) === undefined
    ? unsupported(format, 'its iterations are above the limit')
    : convertible(format, hash)
}
