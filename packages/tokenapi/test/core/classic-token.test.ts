import { createHash, createHmac } from 'node:crypto'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readClassicToken } from '../../src/core/classic/classic-token.ts'
import { ConfigError, type UserStore, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const SECRET = 'a secret of these tests, long enough for anybody'
const user = { id: 7, username: 'maria', password: 'pbkdf2_sha256$1$x$y', isActive: true }

const apiOn = (day: string, options: object = {}) =>
  createTokenApi({
    secretKey: SECRET,
    store: memoryStore([user]),
    now: () => new Date(`${day}T12:00:00Z`),
    ...options,
  })

describe('a token is good from the day it is dated to the last day of the time-out', () => {
  const token = apiOn('2024-03-15').makeToken(user)
  it.each([
    ['2024-03-15', {}, true],
    ['2024-03-22', {}, true],
    ['2024-03-23', {}, false],
    ['2024-03-14', {}, true],
    ['2024-03-13', {}, false],
    ['2024-03-13', { maxFutureDays: 2 }, true],
    ['2001-01-02', { maxFutureDays: Infinity }, true],
    ['2001-01-02', { compatibility: 'django-tokenapi' }, true],
    ['2024-03-14', { maxFutureDays: 0 }, false],
    ['2024-03-15', { tokenTimeoutDays: 0 }, true],
    ['2024-03-16', { tokenTimeoutDays: 0 }, false],
    ['2024-03-16', { tokenTimeoutDays: 1.5 }, true],
    ['2024-03-17', { tokenTimeoutDays: 1.5 }, false],
  ])('on %s with %j: %s', (day, options, good) => {
    expect(apiOn(day, options).checkToken(user, token)).toBe(good)
  })
})

describe('the key ring', () => {
  const [old, current] = [
    'the old key of before '.repeat(3),
    'the new key of now '.repeat(3),
  ] as const
  const signedBy = (secretKey: string | string[]) =>
    apiOn('2024-03-15', { secretKey }).makeToken(user)
  it('the first signs', () => expect(signedBy([current, old])).toBe(signedBy(current)))
  it('all verify', () => {
    const api = apiOn('2024-03-15', { secretKey: [current, old] })
    expect(
      [old, current, 'another key, of other users'].map((key) =>
        api.checkToken(user, signedBy(key)),
      ),
    ).toEqual([true, true, false])
  })
  it.each([[undefined], [''], [[]], [[SECRET, '']]])(
    '%j is a ConfigError without a key in it',
    (secretKey) => {
      expect(() => apiOn('2024-03-15', { secretKey })).toThrow(ConfigError)
      expect(() => apiOn('2024-03-15', { secretKey })).toThrow(
        /^(?!.*a secret of these).*`secretKey/,
      )
    },
  )
})

describe('what is read as a token', () => {
  const shape = /^(?:0|[1-9a-z][0-9a-z]{0,12})-[0-9a-f]{20}$/
  const always = { today: 0, timeoutDays: Infinity, maxFutureDays: Infinity }
  const agree = (text: string): void => {
    const read = readClassicToken(text, always)
    expect(read !== undefined, JSON.stringify(text)).toBe(shape.test(text))
    if (read === undefined) return
    expect(`${read.day.toString(36)}-${read.mac}`).toBe(text)
  }
  const digits = (length: number): string => 'z'.repeat(length)

  it('has one spelling, and is what it says', () => {
    const days = ['', '0', '00', '01', '10', 'A', '-', ' 1', '1 ', '+1', '1.0', 'ä', '\ud800', '１']
    for (let length = 1; length <= 15; length++) days.push(digits(length), `1${digits(length - 1)}`)
    const macs = [
      '0'.repeat(20),
      'f'.repeat(20),
      'F'.repeat(20),
      'g'.repeat(20),
      '0'.repeat(19),
      '',
    ]
    for (const day of days) {
      for (const mac of macs) for (const dash of ['-', '', '--', '_']) agree(day + dash + mac)
    }
    const part = fc.string({ unit: fc.constantFrom(...'09afgz-AF/:`{\0é'), maxLength: 5 })
    fc.assert(
      fc.property(fc.stringMatching(shape), fc.nat(40), fc.nat(3), part, (token, at, cut, put) => {
        agree(token)
        agree(token.slice(0, at) + put + token.slice(at + cut))
      }),
    )
  })
})

it('a changed token is never good, and none of them reaches the store unless its shape and day hold', async () => {
  const store = memoryStore([user])
  let asked = 0
  const counting: UserStore = { ...store, findById: (id) => (asked++, store.findById(id)) }
  const api = createTokenApi({
    secretKey: SECRET,
    store: counting,
    now: () => new Date('2024-03-15T12:00:00Z'),
  })
  const token = api.makeToken(user)
  const shape = /^(?:0|[1-9a-z][0-9a-z]{0,12})-[0-9a-f]{20}$/
  await fc.assert(
    fc.asyncProperty(
      fc.nat(token.length - 1),
      fc.string({ unit: 'binary', maxLength: 3 }),
      async (at, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + 1)
        if (changed === token) return
        expect(api.checkToken(user, changed)).toBe(false)
        const before = asked
        const request = new Request(
          `http://x/?user=7&token=${encodeURIComponent(changed.replace(/\p{Surrogate}/gu, '?'))}`,
        )
        await expect(api.authenticate(request)).rejects.toThrow()
        if (!shape.test(changed)) expect(asked).toBe(before)
      },
    ),
  )
})

it('the purpose label keeps these tokens apart from Django’s password resets', () => {
  const key = createHash('sha1')
    .update(`django.contrib.auth.tokens.PasswordResetTokenGenerator${SECRET}`)
    .digest()
  const api = apiOn('2024-03-15')
  const day = 8474
  const mac = createHmac('sha1', key).update(`7${user.password}${day}`).digest('hex')
  const token = `${day.toString(36)}-${[...mac].filter((_, i) => i % 2 === 0).join('')}`
  expect(api.checkToken(user, token)).toBe(false)
})
