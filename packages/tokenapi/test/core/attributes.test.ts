/** Attributes of a store of one's own: what is named reaches a handler, as JSON holds it, and nothing else. */
import { describe, expect, it } from 'vitest'

import { ConfigError, type StoredUser, UnavailableError, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const HASH = 'pbkdf2_sha256$1000$salt$aGFzaCBvZiB0aGUgdGVzdHM='

/** The user of a handler, over a store that gives this of its one user. */
async function userGiven(attributes: readonly string[], given: object): Promise<unknown> {
  const stored = { id: 1, username: 'maria', password: HASH, isActive: true, ...given }
  const store = { ...memoryStore(), attributes, findById: () => stored as StoredUser }
  const api = createTokenApi({ secretKey: 'k'.repeat(40), store })
  const { user } = await api.verify({ user: '1', token: api.makeToken(stored) })
  expect(JSON.parse(JSON.stringify(user))).toEqual(user)
  return user
}

const fields = { id: 1, username: 'maria', isActive: true }
class Decimal {
  toJSON(): string {
    return '12.50'
  }
}
class Member {
  get plan(): string {
    return 'free'
  }
}

describe('what arrives', () => {
  it.each([
    ['a text', 'free', 'free'],
    ['a number', 0.5, 0.5],
    ['true', true, true],
    ['null', null, null],
    ['a Date, as ISO 8601', new Date('2024-02-29T12:00:00Z'), '2024-02-29T12:00:00.000Z'],
    ['a Date that is none, as null', new Date(Number.NaN), null],
    ['NaN, as null', Number.NaN, null],
    ['a small bigint, as a number', 7n, 7],
    ['a bigint beyond 2^53, as its digits', 2n ** 63n, '9223372036854775808'],
    ['a decimal of an ORM, as it writes itself', new Decimal(), '12.50'],
    [
      'lists and objects',
      { a: [1n, { b: new Date(0) }] },
      { a: [1, { b: '1970-01-01T00:00:00.000Z' }] },
    ],
  ])('%s', async (_what, value, form) => {
    expect(await userGiven(['plan'], { plan: value })).toEqual({ ...fields, plan: form })
  })

  it('of a class instance, what its getters give', async () => {
    const member = Object.assign(Object.create(Member.prototype) as Member, {
      ...{ id: 1, username: 'maria', password: HASH, isActive: true },
    })
    const store = { ...memoryStore(), attributes: ['plan'], findById: () => member }
    const api = createTokenApi({ secretKey: 'k'.repeat(40), store })
    const { user } = await api.verify({ user: '1', token: api.makeToken(member) })
    expect(user).toEqual({ ...fields, plan: 'free' })
  })

  it('lists and objects are frozen copies: what a handler does to them stays with it', async () => {
    const settings = { sizes: [1, 2] }
    const user = (await userGiven(['settings'], { settings })) as { settings: typeof settings }
    expect(() => user.settings.sizes.push(3)).toThrow(TypeError)
    expect(Object.isFrozen(user.settings)).toBe(true)
    expect(settings).toEqual({ sizes: [1, 2] })
  })

  it('nothing that is not named, whatever the store gives beside', async () => {
    const row = { plan: 'free', passwordHash: HASH, totpSecret: 'x' }
    expect(await userGiven(['plan'], row)).toEqual({ ...fields, plan: 'free' })
    expect(await userGiven([], row)).toEqual(fields)
  })
})

describe('what does not, and is an outage: 503, never a user without it', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  it.each([
    ['nothing', {}, /attribute "plan" .* is missing/],
    ['undefined', { plan: undefined }, /is missing/],
    ['bytes', { plan: Buffer.from('x') }, /cannot be sent as JSON/],
    ['a Map', { plan: new Map() }, /cannot be sent as JSON/],
    ['a function', { plan: () => 1 }, /cannot be sent as JSON/],
    ['a cycle', { plan: cycle }, /cannot be sent as JSON/],
    ['the hash under another name', { plan: HASH }, /is the password hash, which no handler gets/],
  ])('%s', async (_what, given, message) => {
    const asked = userGiven(['plan'], given)
    await expect(asked).rejects.toThrow(UnavailableError)
    await expect(asked).rejects.toThrow(message)
  })

  it('what every object inherits is not the store’s', async () => {
    await expect(userGiven(['toString'], {})).rejects.toThrow(/"toString" .* is missing/)
  })
})

describe('names that cannot be, when the api is made', () => {
  it.each(['id', 'username', 'isActive', 'password', 'Password', '__proto__', ''])('%j', (name) => {
    const store = { ...memoryStore(), attributes: [name] }
    expect(() => createTokenApi({ secretKey: 'k'.repeat(40), store })).toThrow(ConfigError)
    expect(() => createTokenApi({ secretKey: 'k'.repeat(40), store })).toThrow(/`store.attributes`/)
  })
})

describe('in memory', () => {
  it('an attribute that is left out is what Django has for a new user, and else null', async () => {
    const store = memoryStore([{ username: 'maria', password: '' }], {
      attributes: ['email', 'is_staff', 'plan'],
    })
    expect(await store.findById(1)).toMatchObject({ email: '', is_staff: false, plan: null })
  })

  it('an id in another spelling is the canonical one, and one that is none is refused', async () => {
    const user = { id: '0F1E2D3C4B5A49788695A4B3C2D1E0F0', username: 'maria', password: '' }
    const store = memoryStore([user], { idType: 'uuid' })
    expect(await store.findById('0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0')).toMatchObject({
      username: 'maria',
    })
    expect(() => memoryStore([{ ...user, id: 'x' }], { idType: 'uuid' })).toThrow(ConfigError)
  })
})
