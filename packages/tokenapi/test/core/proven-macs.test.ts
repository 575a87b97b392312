import { describe, expect, it } from 'vitest'

import { makeClassicToken, verifyClassicToken } from '../../src/core/classic-token.ts'
import { readDigits } from '../../src/core/mac-digits.ts'
import { provenMacs } from '../../src/core/proven-macs.ts'
import { readKeyRing } from '../../src/core/secret-key.ts'

const ring = readKeyRing(['a key', 'the key before'])
const before = readKeyRing('the key before')[0]
const maria = { id: 1, password: 'hash' }
const DAY = 9_000
const token = makeClassicToken(ring[0], maria, DAY)
const FAR = 2n ** 60n
const far = makeClassicToken(ring[0], maria, FAR as never)
const wrong = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')

describe('a token is judged the same, remembered or not', () => {
  const proven = provenMacs()
  const cases = [
    ['first', ring, maria, token, DAY, true],
    ['again', ring, maria, token, DAY, true],
    ['a wrong one', ring, maria, wrong, DAY, false],
    ['another hash', ring, { ...maria, password: 'new hash' }, token, DAY, false],
    ['the hash from before', ring, maria, token, DAY, true],
    ['another day', ring, maria, token, DAY + 1, false],
    ['another user of that hash', ring, { ...maria, id: 2 }, token, DAY, false],
    ['an id as text', ring, { ...maria, id: '1' }, token, DAY, true],
    ['another id that ends alike', ring, { ...maria, id: 11 }, token, DAY, false],
    ['a day beyond 2^53', ring, maria, far, FAR, true],
    ['that day, another token', ring, maria, token, FAR, false],
    ['of the key before', ring, maria, makeClassicToken(before, maria, DAY), DAY, true],
    ['the first again', ring, maria, token, DAY, true],
  ] as const
  it.each(cases)('%s', (_what, keys, subject, presented, day, good) => {
    expect(verifyClassicToken(keys, subject, presented, day)).toBe(good)
    expect(verifyClassicToken(keys, subject, presented, day, proven)).toBe(good)
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
    expect(verifyClassicToken(counted, maria, token, DAY, proven)).toBe(true)
  }
  expect(computed).toBe(1)
})

it('only what fits is remembered, and nobody else writes over it', () => {
  const proven = provenMacs()
  verifyClassicToken(ring, maria, wrong, DAY, proven)
  expect(proven.has(maria, DAY, readDigits(wrong))).toBe(false)
  verifyClassicToken(ring, maria, token, DAY, proven)
  verifyClassicToken(ring, { id: 2, password: 'x' }, token, DAY, proven)
  expect(proven.has(maria, DAY, readDigits(token))).toBe(true)
})

it('who did not come for two generations is forgotten, so memory has an end', () => {
  const proven = provenMacs(2)
  const digits = readDigits(token)
  proven.add(maria, DAY, digits)
  for (let id = 2; id <= 3; id++) proven.add({ id, password: 'x' }, DAY, digits)
  expect(proven.has(maria, DAY, digits)).toBe(true)
  for (let id = 4; id <= 5; id++) proven.add({ id, password: 'x' }, DAY, digits)
  expect(proven.has(maria, DAY, digits)).toBe(false)
})
