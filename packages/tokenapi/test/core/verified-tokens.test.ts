import { expect, it } from 'vitest'

import type { ClassicToken } from '../../src/core/classic/classic-token.ts'
import { verifiedTokens } from '../../src/core/classic/verified-tokens.ts'

const macOf = (i: number): string => i.toString(16).padStart(20, '0')
const tokenOf = (i: number): ClassicToken => ({ day: 9000, mac: macOf(i) })
const subjectOf = (i: number) => ({ id: i, password: `hash ${i}` })

it('knows a verified token of the same user, hash and day, and no other', () => {
  const verified = verifiedTokens()
  verified.add(subjectOf(1), tokenOf(1), 2)
  expect(verified.keyIndexOf(subjectOf(1), tokenOf(1))).toBe(2)
  expect(verified.keyIndexOf({ id: 1, password: 'another hash' }, tokenOf(1))).toBeUndefined()
  expect(verified.keyIndexOf({ id: 2, password: 'hash 1' }, tokenOf(1))).toBeUndefined()
  expect(verified.keyIndexOf({ id: '1', password: 'hash 1' }, tokenOf(1))).toBeUndefined()
  expect(verified.keyIndexOf(subjectOf(1), { ...tokenOf(1), day: 9001 })).toBeUndefined()
  expect(verified.keyIndexOf(subjectOf(1), tokenOf(2))).toBeUndefined()
})

it('holds two generations, and a token that is used stays', () => {
  const verified = verifiedTokens(10)
  for (let i = 0; i < 1_000; i++) {
    verified.add(subjectOf(i), tokenOf(i), 2)
    expect(verified.keyIndexOf(subjectOf(0), tokenOf(0))).toBe(2)
  }
  const held = Array.from({ length: 1_000 }, (_, i) =>
    verified.keyIndexOf(subjectOf(i), tokenOf(i)),
  )
  expect(held.filter((index) => index === 2).length).toBeLessThanOrEqual(20)
})
