/** Digests without a prefix. Only their length identifies them. */
import { type ForeignReader, convertible, unsupported } from './foreign-hash.js'

const HEX_DIGESTS: ReadonlyMap<number, string> = new Map([
  [32, 'MD5'],
  [40, 'SHA-1'],
  [56, 'SHA-224'],
  [64, 'SHA-256'],
  [96, 'SHA-384'],
  [128, 'SHA-512'],
])
/** SHA-1, SHA-256, and 64 bytes: SHA-512, or Firebase's scrypt. */
const BASE64_DIGEST = /^(?:[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/_-]{86}==)$/

export const readUnmarkedDigest: ForeignReader = (text) => {
  if (BASE64_DIGEST.test(text)) {
    return unsupported('a digest in base64', 'it names neither its algorithm nor its salt')
  }
  const name = /^[0-9a-f]+$/i.test(text) ? HEX_DIGESTS.get(text.length) : undefined
  if (name === undefined) return undefined
  const format = `bare ${name}`
  const hex = text.toLowerCase()
  if (name === 'MD5') return convertible(format, hex)
  if (name === 'SHA-1') return convertible(format, `sha1$$${hex}`)
  return unsupported(format, 'Django has no such format')
}
