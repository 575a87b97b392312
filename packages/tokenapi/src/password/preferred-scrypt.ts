import { type Preferred, SALT_LENGTH, isOutdatedBy } from './preferred-format.js'
import { randomText } from './random-text.js'
import { encodeScrypt, readScrypt, workOfScrypt } from './scrypt.js'

/** As in Django 5.1 and later: as strong as N = 2^17 with p = 1, within the memory limit of OpenSSL that Django keeps. */
const SCRYPT = { N: 16_384, r: 8, p: 5 } as const

/** New hashes of scrypt. */
export function preferScrypt(): Preferred {
  return {
    algorithm: 'scrypt',
    work: workOfScrypt(SCRYPT),
    encode: (password) => encodeScrypt(password, { ...SCRYPT, salt: randomText(SALT_LENGTH) }),
    isOutdated: isOutdatedBy('scrypt', readScrypt, (parts, below, rule) => {
      const { N, r, p } = SCRYPT
      // A smaller factor can be outweighed by another. Django requires exactly these.
      return rule === 'different'
        ? parts.N !== N || parts.r !== r || parts.p !== p
        : below(parts.N * parts.r * parts.p, N * r * p)
    }),
  }
}
