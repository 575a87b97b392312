/** argon2 in the PHC string format, as in PHP, Python, Node, Go and Rust. Django's format is `argon2` in front of it. */
import { readArgon2 } from '../argon2.js'
import { unpaddedBase64 } from '../phc-base64.js'
import { type ForeignReader, convertible, malformed, unsupported } from './foreign-hash.js'

const PREFIX = /^\$argon2(?:d|i|id)\$/
// $argon2id$v=19$m=65536,t=3,p=4[,keyid=…][,data=…]$SALT$HASH
const ARGON2 =
  /^\$argon2(?:d|i|id)\$(?:v=\d+\$)?m=\d+,t=\d+,p=\d+((?:,[a-z]+=[^$]*)?)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export const readForeignArgon2: ForeignReader = (text) => {
  if (!PREFIX.test(text)) return undefined
  const [, further, salt = '', hash = ''] = ARGON2.exec(text) ?? []
  if (further === undefined || !isCanonical(salt) || !isCompleteHash(hash))
    return malformed('argon2')
  if (further !== '') return unsupported('argon2', 'it is bound to a key or to further data')
  const encoded = `argon2${text}`
  return readArgon2(encoded) === undefined
    ? unsupported('argon2', 'its parameters are above the limits')
    : convertible('argon2', encoded)
}

/** Whether the unused bits of the last character are zero. In truncated base64 they mostly are not. */
function isCanonical(base64: string): boolean {
  return unpaddedBase64(Buffer.from(base64, 'base64')) === base64
}

/** Usual lengths. A hash of another length is most likely truncated. */
const HASH_BYTES: ReadonlySet<number> = new Set([16, 32, 64])

function isCompleteHash(base64: string): boolean {
  return isCanonical(base64) && HASH_BYTES.has(Buffer.from(base64, 'base64').length)
}
