import { describe, expect, it } from 'vitest'

import { digitsOf } from '../../src/core/classic-token.ts'
import { rememberDigits } from '../../src/core/mac-memory.ts'
import { readKeyRing } from '../../src/core/secret-key.ts'

const [key, other] = readKeyRing(['a key', 'another key'])
const maria = { id: 1, password: 'hash' }
const fresh = (...args: Parameters<typeof digitsOf>): string =>
  Buffer.from(digitsOf(...args)).toString()
const text = (digits: Uint8Array): string => Buffer.from(digits).toString()

describe('remembered digits are those that would be computed', () => {
  const remembered = rememberDigits()
  it.each([
    ['first', key, maria, 9_000],
    ['again', key, maria, 9_000],
    ['another hash', key, { ...maria, password: 'new hash' }, 9_000],
    ['the hash from before', key, maria, 9_000],
    ['another day', key, maria, 9_001],
    ['another user of that hash', key, { ...maria, id: 11 }, 9_001],
    ['an id as text is another', key, { ...maria, id: '1' }, 9_001],
    ['another key', other, maria, 9_001],
    ['a day beyond 2^53', key, maria, 2n ** 60n],
  ] as const)('%s', (_what, by, subject, day) => {
    if (by === undefined) throw new Error('the ring has two keys')
    expect(text(remembered(by, subject, day))).toBe(fresh(by, subject, day))
  })
})

it('nobody else writes over what is remembered', () => {
  const remembered = rememberDigits()
  const digits = remembered(key, maria, 9_000)
  const before = text(digits)
  remembered(key, { id: 2, password: 'x' }, 9_000)
  expect(text(digits)).toBe(before)
  expect(remembered(key, maria, 9_000)).toBe(digits)
})

it('who did not come for two generations is forgotten, so memory has an end', () => {
  const remembered = rememberDigits(2)
  const digits = remembered(key, maria, 9_000)
  for (let id = 2; id <= 5; id++) remembered(key, { id, password: 'x' }, 9_000)
  expect(remembered(key, maria, 9_000)).not.toBe(digits)
})
