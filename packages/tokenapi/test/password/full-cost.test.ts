/**
 * What a failed check costs, counted. Hash functions are replaced by ones that set a clock forward by
 * what they would take: the sum is exact, whatever machine this runs on. `npm run bench -- refusals` measures it.
 */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { createPasswordHasher } from '../../src/password/index.ts'
import { EVERY_FORMAT } from '../support/recorded-api.ts'

const spent = vi.hoisted(() => {
  const clock = { now: 0, calls: [] as string[], bcryptIsThere: true }
  const spend = (name: string, cost: number): void => {
    clock.now += cost
    clock.calls.push(name)
  }
  return { clock, spend }
})
const { clock } = spent

vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  pbkdf2: (
    _password: string,
    _salt: string,
    rounds: number,
    length: number,
    digest: string,
    done: (error: null, key: Buffer) => void,
  ) => {
    spent.spend(`pbkdf2_${digest}`, rounds * (digest === 'sha1' ? 1.25 : 1))
    done(null, Buffer.alloc(length))
  },
  scrypt: (
    _password: string,
    _salt: unknown,
    length: number,
    { N, r, p }: { N: number; r: number; p: number },
    done: (error: null, key: Buffer) => void,
  ) => {
    spent.spend('scrypt', N * r * p * 1.75)
    done(null, Buffer.alloc(length))
  },
}))
vi.mock('@node-rs/argon2', () => ({
  hashRaw: async (
    _password: string,
    options: { memoryCost: number; timeCost: number; outputLen: number },
  ) => {
    spent.spend('argon2', options.memoryCost * options.timeCost * 2.25)
    return Buffer.alloc(options.outputLen)
  },
}))
vi.mock('@node-rs/bcrypt', () => ({
  compare: async (_password: string, hash: string) => {
    if (!spent.clock.bcryptIsThere) throw new Error('cannot be loaded')
    spent.spend('bcrypt', 2 ** Number(hash.slice(4, 6)) * 70)
    return false
  },
}))
vi.spyOn(performance, 'now').mockImplementation(() => clock.now)

beforeEach(() => {
  clock.calls = []
  clock.bcryptIsThere = true
})
afterAll(() => vi.restoreAllMocks())

const BCRYPT = 'obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa'
const ARGON2 = 'ZHpyelhmQUI2NTRYUUdQU0Vkbml2NQ$MSaNqJFaojgcVEYSoR5TzQ'
const SCRYPT = 'c2FsdHNhbHQ$IpvQC9B+lv0bbmc3LRCr4TZpYYH9crq5aGJmB1D8I1U'
const B64 = '08s/cs0Y1ZQrY9287x/Q7qYsmxKO+eCMErnE7tJgSZI='
const HEX = '0123456789abcdef0123456789abcdef'
/** Rows that cost less than any of the live hashes below. */
const ROWS: readonly (readonly [name: string, encoded: string | undefined])[] = [
  ['unknown user', undefined],
  ['empty', ''],
  ['unusable', '!0123'],
  ['of no format', 'rot13$x'],
  ['malformed', `pbkdf2_sha256$5000$salt`],
  ['work beyond the bounds', `pbkdf2_sha256$1000000000$salt$${B64}`],
  ['argon2 beyond the bounds', `argon2$argon2id$v=19$m=1048576,t=11,p=1$${ARGON2}`],
  ['pbkdf2_sha256 of fewer rounds', `pbkdf2_sha256$100000$salt$${B64}`],
  ['pbkdf2_sha256 of one round', `pbkdf2_sha256$1$salt$${B64}`],
  ['pbkdf2_sha1', 'pbkdf2_sha1$100000$salt$hKrZ2gtM5MSbHmbeizj7JtfoeLI='],
  ['argon2, small', `argon2$argon2id$v=19$m=64,t=1,p=1$${ARGON2}`],
  ['argon2i of an old Django', `argon2$argon2i$v=19$m=512,t=2,p=2$${ARGON2}`],
  ['argon2, half', `argon2$argon2id$v=19$m=51200,t=2,p=8$${ARGON2}`],
  ['bare argon2', `$argon2id$v=19$m=65536,t=3,p=4$${ARGON2}`],
  ['bcrypt of cost 4', `bcrypt$$2b$04$${BCRYPT}`],
  ['bcrypt_sha256 of cost 12', `bcrypt_sha256$$2b$12$${BCRYPT}`],
  ['bare bcrypt', `$2y$10$${BCRYPT}`],
  ['scrypt, small', `scrypt$2$salt$1$1$${B64.repeat(2)}`],
  ['scrypt, a quarter', `scrypt$4096$salt$8$5$${B64.repeat(2)}`],
  ['bare scrypt', `$scrypt$ln=14,r=8,p=1$${SCRYPT}`],
  ['md5', `md5$salt$${HEX}`],
  ['sha1', `sha1$salt$${HEX}01234567`],
  ['md5 without a salt', HEX],
  ['sha1 without a salt', `sha1$$${HEX}01234567`],
  ['crypt', 'crypt$$Wvd.YnrC71EQc'],
]

describe.each([
  ['pbkdf2_sha256', { iterations: 1_500_000 }, 1_500_000],
  ['argon2', { algorithm: 'argon2' }, 102_400 * 2 * 2.25],
  ['scrypt', { algorithm: 'scrypt' }, 16_384 * 8 * 5 * 1.75],
] as const)('live hashes of %s', (_name, options, full) => {
  const hasher = createPasswordHasher({ ...options, allowedHashes: EVERY_FORMAT })
  const strict = createPasswordHasher(options)

  it('a first check measures what a full hash is; whoever it is for pays it', async () => {
    await hasher.check('wrong', undefined)
    await strict.check('wrong', ROWS[8]?.[1])
  })

  it.each(ROWS)('%s: a wrong password costs one full hash', async (_row, encoded) => {
    const before = clock.now
    expect(await hasher.check('wrong', encoded)).toBe(false)
    // The parts that are added are whole rounds.
    expect(Math.abs(clock.now - before - full)).toBeLessThanOrEqual(3)
  })

  it.each(ROWS)('%s, where its format may not log in: the same', async (_row, encoded) => {
    const before = clock.now
    expect(await strict.check('wrong', encoded)).toBe(false)
    expect(Math.abs(clock.now - before - full)).toBeLessThanOrEqual(3)
  })

  it('P-03: a hash of the live parameters is computed once, and nothing is added', async () => {
    const encoded = {
      pbkdf2_sha256: `pbkdf2_sha256$1500000$salt$${B64}`,
      argon2: `argon2$argon2id$v=19$m=102400,t=2,p=8$${ARGON2}`,
      scrypt: `scrypt$16384$salt$8$5$${B64.repeat(2)}`,
    }[_name]
    expect(await hasher.check('wrong', encoded)).toBe(false)
    expect(clock.calls).toHaveLength(1)
  })

  it('a package that cannot be loaded is told after one full hash', async () => {
    clock.bcryptIsThere = false
    const before = clock.now
    await expect(hasher.check('wrong', `bcrypt$$2b$04$${BCRYPT}`)).rejects.toThrow('loaded')
    expect(clock.now - before).toBe(full)
  })
})

it('each format is really computed, and what it lacks is made up in rounds', async () => {
  const hasher = createPasswordHasher({ iterations: 1_500_000 })
  const computed = async (encoded: string): Promise<readonly string[]> => {
    clock.calls = []
    await hasher.check('wrong', encoded)
    return clock.calls
  }
  const parts = ['pbkdf2_sha256', 'pbkdf2_sha256', 'pbkdf2_sha256']
  expect(await computed(`argon2$argon2id$v=19$m=64,t=1,p=1$${ARGON2}`)).toEqual([
    'argon2',
    ...parts,
  ])
  expect(await computed(`$2b$04$${BCRYPT}`)).toEqual(['bcrypt', ...parts])
  expect(await computed(`$scrypt$ln=4,r=8,p=1$${SCRYPT}`)).toEqual(['scrypt', ...parts])
  expect(await computed('pbkdf2_sha1$9$salt$hKrZ2gtM5MSbHmbeizj7JtfoeLI=')).toEqual([
    'pbkdf2_sha1',
    ...parts,
  ])
})

it('a hash that costs more than a new one is never cut short, and little is added', async () => {
  const hasher = createPasswordHasher({ iterations: 32_000 })
  const before = clock.now
  expect(await hasher.check('wrong', `bcrypt$$2b$12$${BCRYPT}`)).toBe(false)
  expect(clock.calls).toEqual(['bcrypt', 'pbkdf2_sha256'])
  expect(clock.now - before).toBe(4096 * 70 + 1_000)
})

it('where the runtime stops its clock nothing counts as paid', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  const hasher = createPasswordHasher({ iterations: 1_000 })
  const before = clock.now
  await hasher.check('wrong', `argon2$argon2id$v=19$m=64,t=1,p=1$${ARGON2}`)
  expect(clock.now - before).toBe(64 * 2.25 + 1_000)
  now.mockImplementation(() => clock.now)
})
