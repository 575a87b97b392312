import * as crypto from 'node:crypto'

import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { ConfigError } from '../../src/index.ts'
import { deriveBuiltIn, encodeArgon2, readArgon2 } from '../../src/password/argon2.ts'
import {
  checkPassword,
  createPasswordHasher,
  isPasswordUsable,
  makePassword,
} from '../../src/password/index.ts'
import { loadOptional, notLoaded } from '../../src/core/runtime/optional-dependency.ts'

vi.mock('node:crypto', { spy: true })
afterEach(() => vi.clearAllMocks())

const rounds = (): number =>
  vi.mocked(crypto.pbkdf2).mock.calls.reduce((sum, [, , iterations]) => sum + iterations, 0)

describe('P-02, P-04: a failed check costs exactly one full hash, counted in rounds', async () => {
  const iterations = 5_000
  const hasher = createPasswordHasher({ iterations })
  const live = await makePassword('right', { iterations })
  const cheap = await makePassword('right', { iterations: 100 })
  it.each([
    ['wrong, live cost', live, iterations],
    ['wrong, an old and cheaper cost: topped up', cheap, iterations],
    ['unknown user', undefined, iterations],
    ['unusable', '!0123', iterations],
    ['empty', '', iterations],
    ['malformed', 'pbkdf2_sha256$5000$salt', iterations],
    [
      'a work factor beyond bounds: refused, not computed',
      'pbkdf2_sha256$1000000000$salt$aGFzaA==',
      iterations,
    ],
    ['scrypt beyond bounds', `scrypt$${2 ** 30}$salt$8$1$aGFzaA==`, iterations],
    ['unknown format', 'rot13$x', iterations],
    ['md5', 'md5$salt$0123456789abcdef0123456789abcdef', iterations],
    ['crypt', 'crypt$$Wvd.YnrC71EQc', iterations],
  ])('%s', async (_class, encoded, cost) => {
    vi.clearAllMocks()
    expect(await hasher.check('wrong', encoded)).toBe(false)
    expect(rounds()).toBe(cost)
  })
  it('a right one costs what its hash costs', async () => {
    vi.clearAllMocks()
    expect(await hasher.check('right', live)).toBe(true)
    expect(rounds()).toBe(iterations)
  })
})

describe('new hashes', () => {
  it('P-08: are as strong as Django’s, and above the floor of ASVS 5.0', async () => {
    const [, count, salt] = (await makePassword('x')).split('$')
    expect(Number(count)).toBeGreaterThanOrEqual(600_000)
    expect(salt).toMatch(/^[A-Za-z0-9]{22}$/)
    expect(await makePassword('x', { algorithm: 'argon2' })).toMatch(
      /^argon2\$argon2id\$v=19\$m=102400,t=2,p=8\$/,
    )
    expect(await makePassword('x', { algorithm: 'scrypt' })).toMatch(
      /^scrypt\$16384\$\w{22}\$8\$5\$/,
    )
  })
  it('null is unusable', async () => {
    const encoded = await makePassword(null)
    expect(encoded).toMatch(/^![A-Za-z0-9]{40}$/)
    expect(isPasswordUsable(encoded)).toBe(false)
    expect(await checkPassword(encoded, encoded)).toBe(false)
  })
  it('options that make no sense are the developer’s error', async () => {
    await expect(makePassword('x', { iterations: 0 })).rejects.toThrow(ConfigError)
    await expect(makePassword('x', { algorithm: 'bcrypt' as 'scrypt' })).rejects.toThrow(
      /`algorithm`/,
    )
  })
})

describe('the options of the queue', () => {
  it.each([[{ jobs: 0 }], [{ queue: -1 }], [{ jobs: 1.5 }], [{ maxWait: 0 }]])(
    '%j is the developer’s error',
    (options) => {
      expect(() => createPasswordHasher(options)).toThrow(ConfigError)
    },
  )
})

describe('packages that are not there', () => {
  const failing = (error: unknown) => ({ some: async () => notLoaded(error) })
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  it('are named, and are no wrong password', async () => {
    const loading = loadOptional('a hash', {
      ...failing(missing),
      other: async () => notLoaded(missing),
    })
    await expect(loading).rejects.toThrow(
      new ConfigError(
        'a hash needs the package some, which is not installed or was left out by your bundler: npm install some',
      ),
    )
  })
  it('one that is installed and broken is told from one that is missing', async () => {
    const broken = new Error('Cannot find native binding.\nnpm has a bug')
    await expect(loadOptional('a hash', failing(broken))).rejects.toThrow(
      /cannot be loaded \(Error: Cannot find native binding\.\)/,
    )
    const other = { ...failing(broken), other: async () => ({ default: 'other' }) }
    expect(await loadOptional('a hash', other)).toBe('other')
  })
  it('an empty module, as Next with webpack has it in place of one, is one that is missing', async () => {
    const empty = { some: async () => ({ default: {} }) }
    await expect(loadOptional('a hash', empty)).rejects.toThrow(/left out by your bundler/)
    const other = { ...empty, other: async () => ({ compare: 1 }) }
    expect(await loadOptional('a hash', other)).toEqual({ compare: 1 })
  })
  it('argon2 of node itself gives the same bytes as @node-rs/argon2', async () => {
    const parts = {
      variety: 'argon2id',
      version: 19,
      memory: 64,
      passes: 2,
      parallelism: 1,
      length: 32,
      salt: Buffer.from('saltsalt'),
    } as const
    const encoded = await encodeArgon2('x', parts)
    const own = Buffer.from(await deriveBuiltIn('x', parts))
      .toString('base64')
      .replace(/=+$/, '')
    expect(encoded.endsWith(`$${own}`)).toBe(true)
    expect(readArgon2(encoded)).toMatchObject({ memory: 64, length: 32 })
    expect(() => deriveBuiltIn('x', { ...parts, version: 16 })).toThrow(/@node-rs\/argon2/)
  })
  it('the package `bcrypt` gives the same answers as @node-rs/bcrypt, by every name of the algorithm', async () => {
    const { default: bcrypt } = await import('bcrypt')
    const hash = '$2b$04$obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa'
    vi.doMock('@node-rs/bcrypt', () => {
      throw new Error('not there')
    })
    const compare = vi.spyOn(bcrypt, 'compare')
    for (const [password, fits] of [
      ['nSh3OSyyXH3', true],
      ['x', false],
    ] as const) {
      for (const name of ['2a', '2b', '2y']) {
        const spelled = `$${name}${hash.slice(3)}`
        expect(await checkPassword(password, spelled)).toBe(fits)
        expect(await checkPassword(password, `bcrypt$${spelled}`)).toBe(fits)
      }
    }
    expect(compare).toHaveBeenCalledTimes(12)
    vi.doUnmock('@node-rs/bcrypt')
    expect(await checkPassword('nSh3OSyyXH3', hash)).toBe(true)
    expect(compare).toHaveBeenCalledTimes(12)
  })
})

it('P-05: changed hash strings never throw and never fit', async () => {
  const originals = [
    await makePassword('right', { iterations: 1 }),
    'argon2$argon2id$v=19$m=64,t=1,p=1$ZHpyelhmQUI2NTRYUUdQU0Vkbml2NQ$MSaNqJFaojgcVEYSoR5TzQ',
    'bcrypt$$2b$04$obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa',
    'scrypt$2$salt$1$1$aGFzaA==',
    'sha1$salt$0123456789abcdef0123456789abcdef01234567',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...originals),
      fc.nat(80),
      // No digits: a work factor that grows would only take its time.
      fc.string({
        unit: fc.constantFrom('$', '=', 'a', '/', ',', '-', 'é', '\0', ' ', '!'),
        minLength: 1,
        maxLength: 3,
      }),
      async (original, at, put) => {
        const changed = original.slice(0, at) + put + original.slice(at + put.length)
        if (changed !== original) expect(await checkPassword('right', changed)).toBe(false)
      },
    ),
    { numRuns: 3_000 },
  )
})
