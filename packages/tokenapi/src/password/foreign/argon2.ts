/** argon2 as the PHC string format has it, of PHP, Python, Node, Go and Rust. Django puts `argon2` in front. */
import { readArgon2 } from '../argon2.js'
import { type ForeignReader, convertible, malformed, unsupported } from './foreign-hash.js'

const BEGINNING = /^\$argon2(?:d|i|id)\$/
// $argon2id$v=19$m=65536,t=3,p=4[,keyid=…][,data=…]$SALT$HASH
const ARGON2 =
  /^\$argon2(?:d|i|id)\$(?:v=\d+\$)?m=\d+,t=\d+,p=\d+((?:,[a-z]+=[^$]*)?)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export const readForeignArgon2: ForeignReader = (text) => {
  if (!BEGINNING.test(text)) return undefined
  const [, further, salt = '', hash = ''] = ARGON2.exec(text) ?? []
  if (further === undefined || !isWhole(salt) || !isWholeHash(hash)) return malformed('argon2')
  if (further !== '') return unsupported('argon2', 'it is bound to a key or to further data')
  const encoded = `argon2${text}`
  return readArgon2(encoded) === undefined
    ? unsupported('argon2', 'its parameters are beyond what is computed here')
    : convertible('argon2', encoded)
}

/** Base64 whose last character has no bits to spare: one that is cut mostly has. */
function isWhole(base64: string): boolean {
  return Buffer.from(base64, 'base64').toString('base64').replace(/=+$/, '') === base64
}

/** What programs make; a hash of another length is most likely the beginning of one. */
const HASH_BYTES: ReadonlySet<number> = new Set([16, 32, 64])

function isWholeHash(base64: string): boolean {
  return isWhole(base64) && HASH_BYTES.has(Buffer.from(base64, 'base64').length)
}
