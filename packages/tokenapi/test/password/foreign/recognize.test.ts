/** Hashes of other programs: what they are told to be, and that the right password fits what they become. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  checkPassword,
  describePassword,
  makePassword,
  recognizeForeignHash,
} from '../../../src/password/index.ts'

interface Row {
  /** The library that made it, by make.py, make.php, make.rb or make.mjs beside this file. */
  readonly by: string
  readonly password: string
  readonly hash: string
}
const ROWS = JSON.parse(
  readFileSync(join(import.meta.dirname, 'foreign-hashes.json'), 'utf8'),
) as readonly Row[]
const hashBy = (by: string): string => ROWS.find((row) => row.by === by)?.hash as string

const NODE = { N: 16_384, r: 8, p: 1 }
const optionsFor = (by: string) =>
  by.startsWith('Node')
    ? { scrypt: NODE }
    : by === 'better-auth'
      ? { scrypt: { ...NODE, r: 16 } }
      : {}

/** What Django's formats can hold, and as what. */
const CONVERTED: ReadonlyMap<string, readonly [format: string, encoded: RegExp]> = new Map([
  ['Werkzeug scrypt', ['Werkzeug scrypt', /^scrypt\$32768\$\w{16}\$8\$1\$/]],
  ['Werkzeug scrypt, small', ['Werkzeug scrypt', /^scrypt\$1024\$\w{16}\$8\$2\$/]],
  ['Werkzeug pbkdf2', ['Werkzeug pbkdf2', /^pbkdf2_sha256\$1000\$\w{16}\$/]],
  ['Werkzeug pbkdf2 sha1', ['Werkzeug pbkdf2', /^pbkdf2_sha1\$1000\$\w{16}\$/]],
  ['bcrypt', ['bcrypt', /^bcrypt\$\$2b\$04\$/]],
  ['PHP bcrypt', ['bcrypt', /^bcrypt\$\$2y\$04\$/]],
  ['Ruby bcrypt', ['bcrypt', /^bcrypt\$\$2a\$04\$/]],
  ['passlib bcrypt', ['bcrypt', /^bcrypt\$\$2a\$04\$/]],
  ['passlib ldap_bcrypt', ['bcrypt in {CRYPT}', /^bcrypt\$\$2b\$04\$/]],
  ['argon2-cffi', ['argon2', /^argon2\$argon2id\$v=19\$m=64,t=1,p=1\$/]],
  ['passlib argon2', ['argon2', /^argon2\$argon2id\$v=19\$m=64,t=1,p=1\$/]],
  ['PHP argon2id', ['argon2', /^argon2\$argon2id\$v=19\$m=64,t=2,p=1\$/]],
  ['PHP argon2i', ['argon2', /^argon2\$argon2i\$v=19\$m=64,t=2,p=1\$/]],
  [
    'passlib pbkdf2_sha256, text salt',
    ['passlib pbkdf2', /^pbkdf2_sha256\$1000\$a text-salt>\?\$/],
  ],
  ['passlib pbkdf2_sha1, text salt', ['passlib pbkdf2', /^pbkdf2_sha1\$1000\$saltsalt\$/]],
  ['passlib hex_md5', ['bare MD5', /^[0-9a-f]{32}$/]],
  ['passlib hex_sha1', ['bare SHA-1', /^sha1\$\$[0-9a-f]{40}$/]],
  [
    'Node scrypt, salt:key',
    ['scrypt of Node (salt and key)', /^scrypt\$16384\$[0-9a-f]{32}\$8\$1\$/],
  ],
  [
    'Node scrypt, key.salt',
    ['scrypt of Node (salt and key)', /^scrypt\$16384\$[0-9a-f]{32}\$8\$1\$/],
  ],
  ['better-auth', ['scrypt of Node (salt and key)', /^scrypt\$16384\$[0-9a-f]{32}\$16\$1\$/]],
])

describe('what Django’s formats can hold is converted, and the right password fits', () => {
  it.each([...CONVERTED.keys()])('%s', async (by) => {
    const [format, pattern] = CONVERTED.get(by) ?? []
    const rows = ROWS.filter((row) => row.by === by)
    expect(rows).toHaveLength(2)
    for (const { hash, password } of rows) {
      const found = recognizeForeignHash(hash, optionsFor(by))
      if (found?.state !== 'convertible') return expect.fail(JSON.stringify(found))
      expect([found.format, found.encoded]).toEqual([
        format,
        expect.stringMatching(pattern as RegExp),
      ])
      expect(describePassword(found.encoded).state).toBe('readable')
      expect(await checkPassword(password, found.encoded)).toBe(true)
      expect(await checkPassword(`${password}.`, found.encoded)).toBe(false)
    }
  })
})

describe('what they cannot hold and is read as it stands', () => {
  it.each(['passlib pbkdf2_sha256', 'passlib pbkdf2_sha1', 'passlib scrypt', 'AdonisJS scrypt'])(
    '%s',
    async (by) => {
      for (const { hash, password } of ROWS.filter((row) => row.by === by)) {
        expect(recognizeForeignHash(hash)?.state).toBe('unsupported')
        expect(describePassword(hash)).toMatchObject({ state: 'readable', encoding: 'bare' })
        expect(await checkPassword(password, hash)).toBe(true)
        expect(await checkPassword(`${password}.`, hash)).toBe(false)
        expect(describePassword(hash.slice(0, -1)).state).toBe('malformed')
      }
    },
  )
})

describe('what they cannot hold is named', () => {
  const NAMED: [by: string, format: string, reason: RegExp][] = [
    ['Werkzeug pbkdf2 sha512', 'Werkzeug pbkdf2', /SHA-256 or SHA-1/],
    ['passlib pbkdf2_sha256', 'passlib pbkdf2', /salt is bytes/],
    ['passlib pbkdf2_sha1', 'passlib pbkdf2', /salt is bytes/],
    ['passlib pbkdf2_sha512', 'passlib pbkdf2', /SHA-256 or SHA-1/],
    ['passlib scrypt', 'PHC scrypt', /32 bytes, Django's has 64/],
    ['AdonisJS scrypt', 'PHC scrypt', /salt is bytes/],
    ['Node scrypt, 32 bytes', 'scrypt of Node (salt and key)', /32 bytes, Django's has 64/],
    ['passlib bcrypt_sha256', 'passlib bcrypt_sha256', /no such format/],
    ['passlib phpass', 'phpass (WordPress, phpBB)', /no such format/],
    ['WordPress 6.8', 'WordPress 6.8 bcrypt', /no such format/],
    ['passlib apr_md5_crypt', 'Apache MD5', /no such format/],
    ['passlib ldap_salted_sha1', '{SSHA}', /no such format/],
    ['passlib ldap_sha1', '{SHA}', /no such format/],
    ['passlib ldap_pbkdf2_sha256', '{PBKDF2-SHA256}', /no such format/],
    ['passlib atlassian_pbkdf2_sha1', '{PKCS5S2}', /no such format/],
    ['passlib grub_pbkdf2_sha512', 'GRUB pbkdf2', /no such format/],
    ['passlib cta_pbkdf2_sha1', 'PBKDF2 of cryptacular', /no such format/],
    ['passlib dlitz_pbkdf2_sha1', 'PBKDF2 of cryptacular', /no such format/],
    ['passlib fshp', '{FSHP1|16|10}', /no such format/],
    ['passlib sha1_crypt', 'SHA-1 crypt', /no such format/],
    ['passlib sun_md5_crypt', 'Sun MD5 crypt', /no such format/],
    ['passlib mysql41', 'MySQL password', /no such format/],
    ['passlib mssql2005', 'SQL Server password', /no such format/],
    ['passlib postgres_md5', 'PostgreSQL MD5', /no such format/],
    ['passlib scram', 'modular crypt', /no such format/],
    ['passlib hex_sha256', 'bare SHA-256', /no such format/],
    ['passlib hex_sha512', 'bare SHA-512', /no such format/],
    ['crypt(3) MD5', 'MD5 crypt', /no such format/],
    ['crypt(3) SHA-256', 'SHA-256 crypt', /no such format/],
    ['crypt(3) SHA-512', 'SHA-512 crypt', /no such format/],
    ['crypt(3) yescrypt', 'yescrypt', /no such format/],
    ['crypt(3) scrypt', 'scrypt crypt', /no such format/],
  ]
  it.each(NAMED)('%s', (by, format, reason) => {
    for (const { hash } of ROWS.filter((row) => row.by === by)) {
      expect(recognizeForeignHash(hash, optionsFor(by))).toEqual({
        format,
        state: 'unsupported',
        reason: expect.stringMatching(reason) as string,
      })
    }
  })
  it('and every hash of the file stands in one of the two tables', () => {
    const told = new Set([...CONVERTED.keys(), ...NAMED.map(([by]) => by)])
    expect([...new Set(ROWS.map(({ by }) => by))].filter((by) => !told.has(by))).toEqual([])
  })

  const KEY =
    'V358E8LdWJXAO7muq0CufVpEOXaj8aFiC7T_rcaGieN04q_ZPJ08WhJEHGjj9lz_2TT-_86N5VjVoc5DdBhBiw=='
  it.each([
    ['bcrypt of PHP before 5.3.7', `$2x${hashBy('PHP bcrypt').slice(3)}`, 'bcrypt'],
    ['bcrypt of a cost that nobody waits for', `$2b$18${hashBy('bcrypt').slice(6)}`, 'bcrypt'],
    ['argon2 of 2 GiB', hashBy('PHP argon2id').replace('m=64', 'm=2097152'), 'argon2'],
    ['argon2 with a secret key', hashBy('PHP argon2id').replace('p=1', 'p=1,keyid=a'), 'argon2'],
    ['scrypt of 2 GiB', `scrypt:2097152:8:1$salt$${'0'.repeat(128)}`, 'Werkzeug scrypt'],
    [
      'Node’s scrypt without its parameters',
      hashBy('Node scrypt, salt:key'),
      'scrypt of Node (salt and key)',
    ],
    ['plain text that is marked as such', '{noop}canary', '{noop}'],
    ['Drupal 7', '$S$DwJ6rKkWBZ4rJOGUMfLGBtXAfUa3R0xkRBu9MFAKSHzxyYBkQSZb', 'Drupal 7'],
    ['ASP.NET Identity 3', `AQAAAA${'a'.repeat(76)}==`, 'ASP.NET Identity'],
    ['MediaWiki', ':pbkdf2:sha512:30000:64:c2FsdA==:aGFzaA==', 'MediaWiki'],
    ['MySQL 8', '$A$005$abcdefghijklmnopqrstuvwxyz', 'MySQL caching_sha2'],
    ['PostgreSQL', 'SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5', 'PostgreSQL SCRAM'],
    ['Joomla', `${'0'.repeat(32)}:salt`, 'digest and salt'],
    ['Firebase', KEY, 'a digest in base64'],
    [
      'a format that this page does not know',
      `$new-one$v=1$${'a'.repeat(22)}$${'b'.repeat(43)}`,
      'modular crypt',
    ],
  ])('%s', (_name, hash, format) => {
    expect(recognizeForeignHash(hash)).toMatchObject({ state: 'unsupported', format })
  })
})

describe('cut hashes', () => {
  it.each([
    'PHP bcrypt',
    'Ruby bcrypt',
    'PHP argon2id',
    'argon2-cffi',
    'Werkzeug scrypt',
    'Werkzeug pbkdf2',
    'passlib pbkdf2_sha256, text salt',
    'passlib scrypt',
    'AdonisJS scrypt',
  ])('%s: by any number of characters, it is malformed', (by) => {
    for (const { hash } of ROWS.filter((row) => row.by === by)) {
      // From where the format is known to where one character is missing.
      for (let length = 18; length < hash.length; length++) {
        const found = recognizeForeignHash(hash.slice(0, length))
        expect(found?.state, hash.slice(0, length)).toBe('malformed')
      }
    }
  })
  it('blanks around a hash are not part of it', () => {
    const found = recognizeForeignHash(` ${hashBy('PHP bcrypt')}   \n`)
    expect(found).toMatchObject({ encoded: `bcrypt$${hashBy('PHP bcrypt')}` })
  })
  it('bits that some libraries left in a salt’s last character change nothing', async () => {
    const hash = hashBy('PHP bcrypt')
    const odd =
      hash.slice(0, 28) +
      { '.': '/', 'O': 'P', 'e': 'f', 'u': 'v' }[hash[28] as string] +
      hash.slice(29)
    const found = recognizeForeignHash(odd)
    expect(found).toMatchObject({ encoded: `bcrypt$${hash}` })
  })
})

describe('what is none', () => {
  it.each([
    ['a word', 'canary-password'],
    ['a sentence', 'correct horse battery staple'],
    ['money', '$ecret$1'],
    ['more money', '$100$or more'],
    ['a mark of nobody’s', '{hello}world'],
    ['a short hexadecimal number', 'deadbeef'],
    ['nothing', ''],
    ['unusable', '!'],
    ['a colon', 'abc:def'],
    ['the name of a member of every object', 'pbkdf2:constructor'],
  ])('%s', (_name, text) => {
    const found = recognizeForeignHash(text)
    if (text.startsWith('pbkdf2:')) expect(found?.state).toBe('malformed')
    else expect(found).toBeUndefined()
  })
  it('Django’s own formats are not foreign', async () => {
    for (const algorithm of ['pbkdf2_sha256', 'scrypt', 'argon2'] as const) {
      expect(
        recognizeForeignHash(await makePassword('x', { algorithm, iterations: 1 })),
      ).toBeUndefined()
    }
    for (const hash of [
      'bcrypt$$2b$04$x',
      'sha1$a$b',
      'md5$a$b',
      'crypt$$ab',
      'bcrypt_sha256$$2b$',
    ]) {
      expect(recognizeForeignHash(hash), hash).toBeUndefined()
    }
  })
  it('any text is answered, and no answer but the converted hash holds a piece of it', () => {
    const piece = fc.constantFrom(
      '$',
      ':',
      '.',
      'a',
      '0',
      '{',
      '}',
      '$2y$',
      '$argon2id$',
      'scrypt:',
      'é',
      '\0',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const found = recognizeForeignHash(`${pieces.join('')}canary`)
        if (found?.state !== 'convertible')
          expect(JSON.stringify(found) ?? '').not.toContain('canary')
      }),
      { numRuns: 2_000 },
    )
  })
})
