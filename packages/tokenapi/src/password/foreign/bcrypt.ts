/**
 * bcrypt as PHP, Ruby, Python, Java, Go and Node store it: $2y$COST$, 22 characters of salt and 31 of hash.
 * Django's format is `bcrypt$` in front of it.
 */
import { MAX_COST, MIN_COST } from '../bcrypt.js'
import { type ForeignReader, convertible, malformed, unsupported } from './foreign-hash.js'

const PREFIX = /^\$2[abxy]?\$/
const BCRYPT = /^(\$2[abxy]\$([0-9]{2})\$[./0-9A-Za-z]{21})([./0-9A-Za-z])([./0-9A-Za-z]{31})$/
/** The two unused bits of the last character must be zero. */
const CANONICAL_HASH = /[.CGKOSWaeimquy26]$/
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const readForeignBcrypt: ForeignReader = (text) => {
  if (!PREFIX.test(text)) return undefined
  if (text.startsWith('$2$')) return unsupported('bcrypt', 'it has the first version, $2$')
  const [, start = '', cost, lastOfSalt = '', hash = ''] = BCRYPT.exec(text) ?? []
  if (cost === undefined || !CANONICAL_HASH.test(hash)) return malformed('bcrypt')
  if (text.startsWith('$2x$')) {
    return unsupported('bcrypt', '$2x$ marks a hash that PHP before 5.3.7 computed wrongly')
  }
  if (Number(cost) < MIN_COST) return malformed('bcrypt')
  if (Number(cost) > MAX_COST) {
    return unsupported('bcrypt', `its cost of ${cost} is above ${MAX_COST}`)
  }
  // Old libraries did not clear the unused bits in the last character of the salt.
  const salt = ALPHABET[ALPHABET.indexOf(lastOfSalt) & 0b110000] as string
  return convertible('bcrypt', `bcrypt$${start}${salt}${hash}`)
}
