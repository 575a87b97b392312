import { describe, expect, it, vi } from 'vitest'

import { createTokenApi } from '../../src/index.ts'
import {
  type PasswordOptions,
  checkPassword,
  createPasswordHasher,
  makePassword,
} from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const LONG = 'correct horse battery staple, '.repeat(4)

describe('P-06: a password is used byte for byte', () => {
  it.each([
    ['longer than 64 characters, another last one', `${LONG}a`, `${LONG}b`],
    ['100,000 characters, another last one', `${'x'.repeat(100_000)}a`, `${'x'.repeat(100_000)}b`],
    ['a space at the end', 'secret', 'secret '],
    ['a space at the beginning', 'secret', ' secret'],
    ['another case', 'secret', 'Secret'],
    ['NFC and NFD', 'é'.normalize('NFC'), 'é'.normalize('NFD')],
    ['characters that look alike', 'paypal', 'pаypal'],
  ])('%s', async (_difference, password, other) => {
    const encoded = await makePassword(password, { iterations: 10 })
    expect(await checkPassword(password, encoded)).toBe(true)
    expect(await checkPassword(other, encoded)).toBe(false)
  })

  it('one with a NUL is refused before a hash is computed', async () => {
    const hasher = createPasswordHasher({ iterations: 10 })
    const check = vi.spyOn(hasher, 'check')
    const user = { id: 1, username: 'maria', password: await hasher.make('secret'), isActive: true }
    const api = createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store: memoryStore([user]),
      passwordHasher: hasher,
    })
    for (const password of ['secret\0', '\0secret', 'sec\0ret', '\0']) {
      await expect(api.login('maria', password)).rejects.toMatchObject({ code: 'invalid_login' })
    }
    expect(check).not.toHaveBeenCalled()
    await expect(api.login('maria', 'secret')).resolves.toMatchObject({ user: { id: 1 } })
  })
})

describe('P-07: bcrypt reads 72 bytes, which is inherited and never made', () => {
  const START = 'x'.repeat(72)

  it('a bcrypt hash of another program fits every password that begins alike, as in Django', async () => {
    const { hash } = await import('@node-rs/bcrypt')
    const encoded = `bcrypt$${await hash(START, { cost: 4 })}`
    expect(await checkPassword(START, encoded)).toBe(true)
    expect(await checkPassword(`${START} and more`, encoded)).toBe(true)
    expect(await checkPassword(START.slice(1), encoded)).toBe(false)
  })

  it('a new hash is of no algorithm that cuts', async () => {
    await expect(
      makePassword(START, { algorithm: 'bcrypt' } as unknown as PasswordOptions),
    ).rejects.toThrow(/`algorithm`/)
    const encoded = await makePassword(START, { iterations: 10 })
    expect(await checkPassword(`${START} and more`, encoded)).toBe(false)
  })
})
