/** Which stored hashes may log in: decided by the operator, as with Django's PASSWORD_HASHERS. */
import { describe, expect, it } from 'vitest'

import {
  ConfigError,
  type PasswordHasher,
  type TokenApiOptions,
  createTokenApi,
  passwordBackend,
} from '../../src/index.ts'
import {
  type HashFormat,
  checkPassword,
  createPasswordHasher,
  describePassword,
  makePassword,
  mustUpdate,
} from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

/** "secret" in every format, made by Python's hashlib, bcrypt, argon2-cffi and crypt. */
const STRONG = {
  argon2:
    'argon2$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$Sm3MnLdCFk0Af+croKgebRoqqmhbKd88iiW3yUOXn78',
  bcrypt: 'bcrypt$$2b$04$GHqDa.lSDTosnRVkWU.8XeDYWrU830G9/IU1n5zh5BNFQIzcOT93W',
  bcrypt_sha256: 'bcrypt_sha256$$2b$04$f1xFyzSQjfaH58.oKQGjnuLovUaoe6Cxuttnm5yYxKvcOfQc8Avg2',
  pbkdf2_sha1: 'pbkdf2_sha1$10$salt$4kj7axM2UUb4rGMHzCIoEnhy2m0=',
  pbkdf2_sha256: 'pbkdf2_sha256$10$salt$L7FR2lv3pExUcDRbb/BxbXJ5u8kTcpnV8aX2K7EBq50=',
  scrypt:
    'scrypt$16$salt$8$1$DtMC/2Lur3h+/FR3+aski0Wvs2RJrYB7pfKp7l1B99vvfDbdo1z1d3Ok3Y9TQZe/COCwEVURyj8ffl4IN9uBPQ==',
} as const
const WEAK = {
  crypt: 'crypt$$abNANd1rDfiNc',
  md5: 'md5$salt$d42a0f742ffc1be4e1cc0845c2429c97',
  sha1: 'sha1$salt$da00ec2e6ff9ed4d342b24a16e262c82f3c8b10b',
  unsalted_md5: '5ebe2294ecd0e0f08eab7690d2a6ee69',
  unsalted_sha1: 'sha1$$e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4',
} as const
const BARE = [
  ['bcrypt of Python', '$2b$04$GHqDa.lSDTosnRVkWU.8XeDYWrU830G9/IU1n5zh5BNFQIzcOT93W', 'bcrypt'],
  ['bcrypt of PHP', '$2y$04$wKghXsEH5Y.kfwRy9SxYY.XcnfTWYBabLuLGT2utl5QZ9lnIdXm1G', 'bcrypt'],
  [
    'bcrypt of an older Node or Java',
    '$2a$04$GHqDa.lSDTosnRVkWU.8XeDYWrU830G9/IU1n5zh5BNFQIzcOT93W',
    'bcrypt',
  ],
  [
    'PHC argon2id',
    '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$Sm3MnLdCFk0Af+croKgebRoqqmhbKd88iiW3yUOXn78',
    'argon2',
  ],
  [
    'PHC argon2i of 16 bytes',
    '$argon2i$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0$0oscHOdc0jd/afYV3fiDeg',
    'argon2',
  ],
  [
    'PHC scrypt, salt of any bytes',
    '$scrypt$ln=4,r=8,p=1$AP8Qc2FsdHlzYWx0$eXXlTO7RjW19jWuUGyiEi3w22F5JqHLaHzdqyJ7b0gI',
    'scrypt',
  ],
] as const

type Login = 200 | 401

/** What a login with the right password is answered with. */
async function login(password: string, options: Partial<TokenApiOptions> = {}): Promise<Login> {
  const { api } = apiWith(password, options)
  const body = new URLSearchParams({ username: 'maria', password: 'secret' })
  const request = new Request('http://x/token/new.json', { method: 'POST', body })
  return (await api.handle(request)).status as Login
}

function apiWith(password: string, options: Partial<TokenApiOptions> = {}) {
  const store = memoryStore([{ id: 1, username: 'maria', password }])
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store,
    passwordHasher: createPasswordHasher({ iterations: 10 }),
    ...options,
  })
  return { api, store }
}

const formats = (hashes: object): HashFormat[] => Object.keys(hashes) as HashFormat[]
const each = (hashes: object): [string, string][] => Object.entries(hashes) as [string, string][]

describe('by default', () => {
  it.each(each(STRONG))('%s may log in', async (_format, encoded) => {
    expect(await login(encoded)).toBe(200)
  })
  it.each(each(WEAK))('%s may not', async (_format, encoded) => {
    expect(await login(encoded)).toBe(401)
  })
  it.each(BARE)('%s, as the application wrote it, may', async (_name, encoded, algorithm) => {
    expect(await login(encoded)).toBe(200)
    expect(describePassword(encoded)).toMatchObject({
      state: 'readable',
      encoding: 'bare',
      algorithm,
    })
  })
  it('`checkPassword` goes on checking every format', async () => {
    for (const [name, encoded] of [...each(STRONG), ...each(WEAK), ...BARE]) {
      expect(await checkPassword('secret', encoded), name).toBe(true)
      expect(await checkPassword('Secret', encoded), name).toBe(false)
    }
  })
})

describe('with a list', () => {
  it.each(each(WEAK))('%s may log in where it is named', async (format, encoded) => {
    const allowedHashes = ['pbkdf2_sha256', format as HashFormat] as const
    expect(await login(encoded, { allowedHashes })).toBe(200)
    expect(await login(STRONG.argon2, { allowedHashes })).toBe(401)
  })
  it.each(BARE)('%s follows the name of its format', async (_name, encoded, algorithm) => {
    expect(await login(encoded, { allowedHashes: ['pbkdf2_sha256', algorithm] })).toBe(200)
    expect(await login(encoded, { allowedHashes: ['pbkdf2_sha256'] })).toBe(401)
  })
  it('it holds for `createPasswordHasher` as well, and comes before `compatibility`', async () => {
    const passwordHasher = createPasswordHasher({
      iterations: 10,
      allowedHashes: ['pbkdf2_sha256'],
    })
    expect(await login(STRONG.pbkdf2_sha256, { passwordHasher })).toBe(200)
    expect(await login(STRONG.argon2, { passwordHasher })).toBe(401)
    expect(await login(WEAK.md5, { passwordHasher, compatibility: 'django-tokenapi' })).toBe(401)
  })
  it('and for the hasher of a `passwordBackend`', async () => {
    const store = memoryStore([{ id: 1, username: 'maria', password: WEAK.sha1 }])
    const hasher = createPasswordHasher({ iterations: 10 })
    const backends = [passwordBackend({ hasher, find: (name) => store.findByUsername(name) })]
    expect(await login(WEAK.sha1, { store, backends })).toBe(401)
    const allowedHashes = ['pbkdf2_sha256', 'sha1'] as const
    expect(await login(WEAK.sha1, { store, backends, allowedHashes })).toBe(200)
  })
})

describe('with `compatibility`, as the original', () => {
  it.each([...each(STRONG), ...each(WEAK)])('%s may log in', async (_format, encoded) => {
    expect(await login(encoded, { compatibility: 'django-tokenapi' })).toBe(200)
  })
  it.each(BARE)('%s may not: Django knows no such hash', async (_name, encoded) => {
    expect(await login(encoded, { compatibility: 'django-tokenapi' })).toBe(401)
  })
})

describe('a list that cannot be is the developer’s error', () => {
  const custom: PasswordHasher = {
    check: async () => false,
    make: async () => '',
    mustUpdate: () => false,
  }
  it.each<[string, Partial<TokenApiOptions>, RegExp]>([
    ['empty', { allowedHashes: [] }, /`allowedHashes` must list/],
    ['a text', { allowedHashes: 'md5' as never }, /`allowedHashes` must list/],
    [
      'an unknown name',
      { allowedHashes: ['pbkdf2_sha256', 'pbkdf2' as never] },
      /unknown format "pbkdf2".*pbkdf2_sha1/,
    ],
    [
      'a member of every object',
      { allowedHashes: ['constructor' as never] },
      /unknown format "constructor"/,
    ],
    ['no number', { allowedHashes: [1 as never] }, /unknown format 1/],
    [
      'without the format of new hashes',
      { allowedHashes: ['argon2'] },
      /must include "pbkdf2_sha256"/,
    ],
    [
      'for a hasher of one’s own',
      { allowedHashes: ['argon2'], passwordHasher: custom },
      /has no effect on this `passwordHasher`/,
    ],
    [
      'given twice',
      {
        allowedHashes: ['argon2'],
        passwordHasher: createPasswordHasher({ allowedHashes: formats(STRONG) }),
      },
      /createPasswordHasher\(\{ allowedHashes \}\)/,
    ],
  ])('%s', (_name, options, message) => {
    expect(() => apiWith('', options)).toThrow(ConfigError)
    expect(() => apiWith('', options)).toThrow(message)
  })
})

describe('a bare hash is never rewritten: the application reads it too', () => {
  it.each(BARE)('%s', async (_name, encoded) => {
    const hasher = createPasswordHasher()
    for (const rule of ['weaker', 'different'] as const) {
      expect(hasher.mustUpdate(encoded, rule)).toBe(false)
    }
    expect(mustUpdate(encoded)).toBe(false)
    const { api, store } = apiWith(encoded, { upgradePasswords: true })
    await api.login('maria', 'secret')
    expect((await store.findById(1))?.password).toBe(encoded)
  })
  it('Django’s encoding of the same is', async () => {
    const { api, store } = apiWith(STRONG.pbkdf2_sha1, { upgradePasswords: true })
    await api.login('maria', 'secret')
    expect((await store.findById(1))?.password).toMatch(/^pbkdf2_sha256\$10\$/)
  })
})

describe('no password fits a bare hash that is cut, damaged or beyond the bounds', () => {
  it.each([
    ['bcrypt, cut', '$2b$04$GHqDa.lSDTosnRVkWU.8XeDYWrU830G9/IU1n5zh5BNFQIzcOT93'],
    ['bcrypt, cost 18', '$2b$18$GHqDa.lSDTosnRVkWU.8XeDYWrU830G9/IU1n5zh5BNFQIzcOT93W'],
    ['bcrypt, marked as broken', '$2x$04$GHqDa.lSDTosnRVkWU.8XeDYWrU830G9/IU1n5zh5BNFQIzcOT93W'],
    [
      'argon2, cut',
      '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$Sm3MnLdCFk0Af+croKgebRoqqmhbKd88iiW3yUOXn7',
    ],
    [
      'argon2, 11 GiB in all',
      '$argon2id$v=19$m=1048576,t=11,p=1$c2FsdHNhbHRzYWx0$Sm3MnLdCFk0Af+croKgebRoqqmhbKd88iiW3yUOXn78',
    ],
    [
      'scrypt, cut',
      '$scrypt$ln=4,r=8,p=1$AP8Qc2FsdHlzYWx0$eXXlTO7RjW19jWuUGyiEi3w22F5JqHLaHzdqyJ7b0g',
    ],
    ['scrypt, a byte of hash', '$scrypt$ln=4,r=8,p=1$AP8Qc2FsdHlzYWx0$eQ'],
    [
      'scrypt, 1 GiB',
      '$scrypt$ln=20,r=8,p=1$AP8Qc2FsdHlzYWx0$eXXlTO7RjW19jWuUGyiEi3w22F5JqHLaHzdqyJ7b0gI',
    ],
  ])('%s', async (_name, encoded) => {
    expect(await checkPassword('secret', encoded)).toBe(false)
    expect(describePassword(encoded).state).not.toBe('readable')
  })
})

it('a new argon2 hash has 32 bytes, as those of argon2-cffi 21.2 and later', async () => {
  const encoded = await makePassword('secret', { algorithm: 'argon2' })
  expect(Buffer.from(encoded.split('$').at(-1) ?? '', 'base64')).toHaveLength(32)
  expect(mustUpdate(encoded, { algorithm: 'argon2' })).toBe(false)
})
