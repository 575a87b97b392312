import { describe, expect, it } from 'vitest'

import {
  type ClassicToken,
  makeClassicToken,
  readClassicToken,
  verifyClassicToken,
} from '../../src/core/classic-token.ts'
import { provenMacs } from '../../src/core/proven-macs.ts'
import { type KeyRing, keyOf } from '../../src/core/secret-key.ts'

const ring: KeyRing = [keyOf('a key'), keyOf('the key before')]
const before = keyOf('the key before')
const maria = { id: 1, password: 'hash' }
const DAY = 9_000
const FAR = 2n ** 60n

/** As it is presented, of whatever day. */
function read(text: string): ClassicToken {
  const token = readClassicToken(text, {
    today: DAY,
    timeoutDays: Infinity,
    maxFutureDays: Infinity,
  })
  if (token === undefined) throw new TypeError(`${text} is no token`)
  return token
}
const made = (key: (typeof ring)[0], day: number | bigint): ClassicToken =>
  read(makeClassicToken(key, maria, day as number))

const token = made(ring[0], DAY)
const far = made(ring[0], FAR)
const wrong = { ...token, low: token.low ^ 1 }

describe('a token is judged the same, remembered or not', () => {
  const proven = provenMacs()
  const cases = [
    ['first', ring, maria, token, true],
    ['again', ring, maria, token, true],
    ['a wrong one', ring, maria, wrong, false],
    ['another hash', ring, { ...maria, password: 'new hash' }, token, false],
    ['the hash from before', ring, maria, token, true],
    ['another day', ring, maria, { ...token, day: DAY + 1 }, false],
    ['another user of that hash', ring, { ...maria, id: 2 }, token, false],
    ['an id as text', ring, { ...maria, id: '1' }, token, true],
    ['another id that ends alike', ring, { ...maria, id: 11 }, token, false],
    ['a day beyond 2^53', ring, maria, far, true],
    ['that day, another token', ring, maria, { ...token, day: FAR }, false],
    ['of the key before', ring, maria, made(before, DAY), true],
    ['the first again', ring, maria, token, true],
  ] as const
  it.each(cases)('%s', (_what, keys, subject, presented, good) => {
    expect(verifyClassicToken(keys, subject, presented)).toBe(good)
    expect(verifyClassicToken(keys, subject, presented, proven)).toBe(good)
  })
})

it('is computed once', () => {
  let computed = 0
  const counted = ring.map((key) => ({
    ...key,
    mac: (...texts: Parameters<typeof key.mac>) => {
      computed++
      return key.mac(...texts)
    },
  })) as unknown as typeof ring
  const proven = provenMacs()
  for (let i = 0; i < 3; i++) {
    expect(verifyClassicToken(counted, maria, token, proven)).toBe(true)
  }
  expect(computed).toBe(1)
})

it('only what fits is remembered, and nobody else writes over it', () => {
  const proven = provenMacs()
  verifyClassicToken(ring, maria, wrong, proven)
  expect(proven.has(maria, wrong)).toBe(false)
  verifyClassicToken(ring, maria, token, proven)
  verifyClassicToken(ring, { id: 2, password: 'x' }, token, proven)
  expect(proven.has(maria, token)).toBe(true)
})

it('who was proven two generations ago is forgotten, so memory has an end', () => {
  const proven = provenMacs(2)
  proven.add(maria, token)
  for (let id = 2; id <= 3; id++) proven.add({ id, password: 'x' }, token)
  expect(proven.has(maria, token)).toBe(true)
  for (let id = 4; id <= 5; id++) proven.add({ id, password: 'x' }, token)
  expect(proven.has(maria, token)).toBe(false)
})
