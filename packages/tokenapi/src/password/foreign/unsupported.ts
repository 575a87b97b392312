/** Known formats that Django has no format for. */
import { type ForeignReader, unsupported } from './foreign-hash.js'

const FORMATS: readonly (readonly [format: string, pattern: RegExp])[] = [
  ['phpass (WordPress, phpBB)', /^(?:U?\$[PH]\$)/],
  ['WordPress 6.8 bcrypt', /^\$wp\$2/],
  ['Drupal 7', /^U?\$S\$/],
  ['MD5 crypt', /^\$1\$/],
  ['Apache MD5', /^\$apr1\$/],
  ['SHA-256 crypt', /^\$5\$/],
  ['SHA-512 crypt', /^\$6\$/],
  ['scrypt crypt', /^\$7\$/],
  ['yescrypt', /^\$g?y\$/],
  ['SHA-1 crypt', /^\$sha1\$/],
  ['Sun MD5 crypt', /^\$md5[$,]/],
  ['NT hash', /^\$(?:3|NT)\$/],
  ['Cisco', /^\$(?:8|9|14)\$.+\$/],
  ['passlib bcrypt_sha256', /^\$bcrypt-sha256\$/],
  ['PHC bcrypt', /^\$bcrypt\$/],
  ['passlib bcrypt_sha256 of LDAP', /^\{BCRYPT-SHA256\}/i],
  ['PBKDF2 of cryptacular', /^\$p5k2\$/],
  ['GRUB pbkdf2', /^grub\.pbkdf2\./],
  ['PBKDF2', /^\$?pbkdf2[-_](?:hmac[-_])?sha(?:224|384|512)\$/i],
  [
    'Werkzeug salted digest',
    /^(?:hmac:)?(?:sha224|sha256|sha384|sha512)\$[^$]*\$[0-9a-f]{56,128}$/,
  ],
  ['Lucia scrypt', /^s2:[0-9a-f]+:[0-9a-f]+$/i],
  ['MediaWiki', /^:(?:[AB]|pbkdf2|bcrypt|argon2):/],
  ['scrypt of Go', /^\d+\$\d+\$\d+\$[0-9a-f]{16,}\$[0-9a-f]{32,}$/i],
  ['scrypt of scrypt(1)', /^c2NyeXB0[A-Za-z0-9+/]{120}$/],
  ['ASP.NET Identity', /^(?:AQAAAA[A-Za-z0-9+/]{76}==|A[A-P][A-Za-z0-9+/]{64}==)$/],
  ['PostgreSQL SCRAM', /^SCRAM-SHA-(?:1|256)\$/],
  ['PostgreSQL MD5', /^md5[0-9a-f]{32}$/],
  ['MySQL password', /^\*[0-9A-F]{40}$/i],
  ['MySQL caching_sha2', /^\$A\$\d{3}\$/],
  ['SQL Server password', /^0x0[12]00[0-9A-F]{48,}$/i],
  ['iterated digest', /^(?:sha1|sha256|sha512):\d+:(?:\d+:)?[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/],
  ['digest and salt', /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}):\S+$/i],
  // At least as long as a hash: "$ecret$1" may be a password.
  ['modular crypt', /^\$[A-Za-z][A-Za-z0-9_-]*\$(?=.{32})[^\s$]+(?:\$[^\s$]+)+$/],
]

export const readUnsupported: ForeignReader = (text) => {
  const format = FORMATS.find(([, pattern]) => pattern.test(text))?.[0]
  return format === undefined ? undefined : unsupported(format, 'Django has no such format')
}
