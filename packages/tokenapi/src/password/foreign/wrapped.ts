/** {SCHEME}HASH, as in LDAP (RFC 2307), Dovecot and Spring Security. */
import { type ForeignHash, type ForeignReader, unsupported } from './foreign-hash.js'

// May wrap another format: {CRYPT}$2y$10$…, {bcrypt}$2a$10$…
const WRAPPED =
  /^\{((?:S?(?:SHA|MD5)(?:-?\d{3})?|SHA3-\d{3}|MD4|NTLM|NT|LANMAN|LM|CRYPT|(?:BLF|DES|MD5|SHA256|SHA512)-CRYPT|(?:X-)?PBKDF2(?:[-_](?:HMAC-)?SHA-?\d+)?|PKCS5S2|ARGON2(?:I|D|ID)?|SCRYPT|BCRYPT|SHA-?(?:1|256|512)|SCRAM-SHA-\d+|CRAM-MD5|DIGEST-MD5|X-ISSHA|FSHP\d?(?:\|\d+\|\d+)?|PLAIN|CLEAR|CLEARTEXT|NOOP|LDAP)(?:@[A-Za-z0-9_.]+)?(?:\.(?:B64|BASE64|HEX))?)\}(.*)$/is
const PLAINTEXT = /^(?:PLAIN|CLEAR|CLEARTEXT|NOOP)/i

export function readWrapped(inner: ForeignReader): ForeignReader {
  return (text, options): ForeignHash | undefined => {
    const [, scheme, hash = ''] = WRAPPED.exec(text) ?? []
    if (scheme === undefined) return undefined
    if (PLAINTEXT.test(scheme)) {
      return unsupported(`{${scheme}}`, 'it is a password in plain text')
    }
    const format = `{${scheme}}`
    // Without `$` it is a digest of the scheme, for which Django has no format.
    const found = hash.startsWith('$') ? inner(hash, options) : undefined
    return found === undefined
      ? unsupported(format, 'Django has no such format')
      : { ...found, format: `${found.format} in ${format}` }
  }
}
