/** scrypt as Werkzeug, passlib, AdonisJS and programs on Node store it. */
import { SCRYPT_KEY_BYTES, readScrypt } from '../scrypt.js'
import { decodeBase64, decodeTextSalt } from './decode.js'
import {
  type ForeignHash,
  type ForeignReader,
  type ScryptParameters,
  convertible,
  malformed,
  unsupported,
} from './foreign-hash.js'

export const readForeignScrypt: ForeignReader = (text, { scrypt }) =>
  readWerkzeug(text) ?? readPhc(text) ?? readPair(text, scrypt)

// scrypt:32768:8:1$SALT$HEX         generate_password_hash of Werkzeug 2.3 and later; the salt is text
const WERKZEUG = /^scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([0-9a-f]+)$/

function readWerkzeug(text: string): ForeignHash | undefined {
  const format = 'Werkzeug scrypt'
  if (!/^scrypt:\d+:/.test(text)) return undefined
  const [, N, r, p, salt = '', key = ''] = WERKZEUG.exec(text) ?? []
  if (N === undefined || key.length !== 2 * SCRYPT_KEY_BYTES) return malformed(format)
  const parameters = { N: Number(N), r: Number(r), p: Number(p) }
  return toDjango(format, parameters, Buffer.from(salt), Buffer.from(key, 'hex'))
}

/** scrypt in the PHC string format, with a binary salt. */
export interface PhcScrypt extends ScryptParameters {
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

// $scrypt$ln=16,r=8,p=1$SALT$HASH   passlib, scrypt-kdf of Rust and others; ln is the logarithm of N
// $scrypt$n=16384,r=8,p=1$SALT$HASH AdonisJS
const PHC =
  /^\$scrypt\$(?:ln=(\d{1,2})|n=(\d{1,10})),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$/

/** Usual lengths. A key of another length is most likely truncated. */
const KEY_BYTES: ReadonlySet<number> = new Set([16, 32, SCRYPT_KEY_BYTES])

/** The parts of `$scrypt$ln=16,r=8,p=1$SALT$KEY`; `undefined` if it is truncated. */
export function readPhcScrypt(text: string): PhcScrypt | undefined {
  const [, ln, n, r, p, saltText = '', keyText = ''] = PHC.exec(text) ?? []
  const salt = decodeBase64(saltText)
  const key = decodeBase64(keyText)
  if (r === undefined || salt === undefined || key === undefined || !KEY_BYTES.has(key.length)) {
    return undefined
  }
  return {
    N: ln === undefined ? Number(n) : 2 ** Number(ln),
    r: Number(r),
    p: Number(p),
    salt,
    key,
  }
}

function readPhc(text: string): ForeignHash | undefined {
  const format = 'PHC scrypt'
  if (!text.startsWith('$scrypt$')) return undefined
  const parts = readPhcScrypt(text)
  return parts === undefined ? malformed(format) : toDjango(format, parts, parts.salt, parts.key)
}

// SALT:KEY or KEY.SALT in hexadecimal   crypto.scrypt of Node; the salt is used as text
const PAIR = /^([0-9a-f]{16,128})[:.]([0-9a-f]{16,128})$/i
const KEY_LENGTHS = new Set([64, 128])

function readPair(text: string, parameters: ScryptParameters | undefined): ForeignHash | undefined {
  const format = 'scrypt of Node (salt and key)'
  const [, first = '', second = ''] = PAIR.exec(text) ?? []
  const [salt, key] = KEY_LENGTHS.has(second.length) ? [first, second] : [second, first]
  if (!KEY_LENGTHS.has(key.length)) return undefined
  if (parameters === undefined) return unsupported(format, 'it does not name its parameters')
  return toDjango(format, parameters, Buffer.from(salt), Buffer.from(key, 'hex'))
}

/** scrypt$N$SALT$R$P$BASE64 */
function toDjango(
  format: string,
  { N, r, p }: ScryptParameters,
  saltBytes: Uint8Array,
  key: Uint8Array,
): ForeignHash {
  if (key.length !== SCRYPT_KEY_BYTES) {
    return unsupported(format, `its key has ${key.length} bytes, Django's has ${SCRYPT_KEY_BYTES}`)
  }
  const salt = decodeTextSalt(saltBytes)
  if (salt === undefined) return unsupported(format, 'its salt is bytes, Django’s is text')
  const hash = `scrypt$${N}$${salt}$${r}$${p}$${Buffer.from(key).toString('base64')}`
  return readScrypt(hash) === undefined
    ? unsupported(format, 'its parameters are above the limits')
    : convertible(format, hash)
}
