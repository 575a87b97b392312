/** Where a live Django answers otherwise than we do, and why. docs/from-django-tokenapi.md says it to users. */
export interface KnownDifference {
  /** Of requests, as support/django-requests names them. */
  readonly feature: RegExp
  /** The version alone that differs. */
  readonly only?: '3.2' | '5.2'
  readonly why: string
}

const ID = 'an id has one spelling'
const UNKNOWN_CHARSET = 'Python has codecs that TextDecoder does not know; those are read as UTF-8'
const BASE64 = 'base64 is strict (RFC 7617, RFC 4648 §3.3)'

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    feature: /form, (?:charset (?!utf-8$|UTF-8$|"utf-8"$|x-none$|$)|latin-1 bytes, said)/,
    only: '5.2',
    why: 'Django 5.0 and later refuse a URL-encoded form in anything but utf-8',
  },
  {
    feature: /form, charset (?:utf-(?:7|16|16le|32)|idna|punycode|hex|rot13|unicode_escape)$/,
    only: '3.2',
    why: UNKNOWN_CHARSET,
  },
  {
    feature: /multipart, charset (?:utf-(?:7|16|16le|32)|idna|punycode|hex|rot13|unicode_escape)$/,
    why: UNKNOWN_CHARSET,
  },
  {
    feature: /form, type in capitals/,
    only: '3.2',
    why: 'media types ignore case (RFC 9110 §8.3.1)',
  },
  { feature: /multipart, type in capitals/, why: 'media types ignore case (RFC 9110 §8.3.1)' },
  { feature: /login: form, NUL behind the second value/, why: 'no user has a NUL in the password' },
  { feature: /compressed by its own word/, why: 'a compressed body is 415' },
  { feature: /multipart, a form behind the end/, why: 'what stands behind the end is no field' },
  { feature: /multipart, name.*\*=|multipart, name=\*/, why: '`name=` counts (RFC 7578 §4.2)' },
  { feature: /multipart, an open quote/, why: 'the closing quote may be missing' },
  { feature: /call: .*(?:newline|space) (?:behind|in) a value/, why: ID },
  { feature: /basic: (?:a comma|a parameter) behind/, why: BASE64 },
  { feature: /basic: (?:space behind|a plus before) the user/, why: ID },
  { feature: /query: (?:space behind the user|a user (?:of other|with an under))/, why: ID },
  { feature: /path: .*slash(?:es)? .*(?:token|middle|alone)/, why: 'a token has no "/": 404' },
  { feature: /path: .* for the dot/, why: 'an unescaped dot in the original’s address pattern' },
  { feature: /path: other digits/, why: 'ids are ASCII digits' },
]

/** Recorded with Django 3.2, and otherwise on 5.2. */
export const OTHERWISE_ON_5_2: ReadonlyMap<string, string> = new Map([
  ['obtain: form body, content type in other case', 'media types ignore case now'],
  ['obtain: latin-1 escapes with charset=iso-8859-1, wrong password', 'only utf-8 is read: 400'],
  ['obtain: latin-1 username with charset=iso-8859-1, ASCII user', 'only utf-8 is read: 400'],
  ['verify: user 2^63', 'keys that no column can hold match no user: not 500 any more'],
  ['verify: user 2^64 + pk', 'the same'],
  ['verify: user of 40 digits', 'the same'],
  ['verify: user of 3000 digits', 'the same'],
  ['protected: user 2^63', 'the same'],
  ['protected: user -2^63 - 1', 'the same'],
  ['protected: user 2^64 + pk', 'the same'],
  ['protected: user 10^60', 'the same'],
  ['protected: basic header, user 2^64', 'the same'],
])
