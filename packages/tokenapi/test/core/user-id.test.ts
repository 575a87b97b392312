import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readUserId } from '../../src/core/user-id.ts'

describe('an integer id has one spelling, inside 64 bits', () => {
  it.each([
    ['1', 1],
    ['0', 0],
    ['-0', 0],
    ['-1', -1],
    ['0001', 1],
    [`${'0'.repeat(400)}7`, 7],
    ['999999999999999', 999_999_999_999_999],
    ['1000000000000000', 1_000_000_000_000_000],
    ['000000000000001', 1],
    ['12345678901234a', undefined],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['9223372036854775808', undefined],
    ['-9223372036854775809', undefined],
    ['1.0', undefined],
    ['1e0', undefined],
    [' 1', undefined],
    ['1 ', undefined],
    ['+1', undefined],
    ['0x1', undefined],
    ['1_0', undefined],
    ['１', undefined],
    ['١', undefined],
    ['1\0', undefined],
    ['1\n', undefined],
    ['', undefined],
  ])('%j', (text, id) => expect(readUserId(text, 'integer')).toBe(id))
})

describe('a uuid comes with its four dashes or with none, in any case', () => {
  const id = '6f1c9d3e-2a54-4c0b-9f0e-7d1b8a3c5e21'
  it.each([
    [id, id],
    [id.toUpperCase(), id],
    [id.replaceAll('-', ''), id],
    [`{${id}}`, undefined],
    [`urn:uuid:${id}`, undefined],
    ['6f1c9d3e-2a544c0b9f0e7d1b8a3c5e21', undefined],
    [`${id} `, undefined],
    [id.slice(1), undefined],
    ['1', undefined],
  ])('%j', (text, read) => expect(readUserId(text, 'uuid')).toBe(read))
})

describe('a string id is any text that databases keep whole', () => {
  it.each([
    ['maria', 'maria'],
    ['Жанна', 'Жанна'],
    ['', undefined],
    ['a\0', undefined],
    ['\ud800', undefined],
    ['x'.repeat(256), undefined],
  ])('%j', (text, read) => expect(readUserId(text, 'string')).toBe(read))
})

it('never throws, and reads what it wrote', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('integer', 'uuid', 'string'),
      (text, type) => {
        const id = readUserId(text, type)
        if (id !== undefined) expect(readUserId(String(id), type)).toBe(id)
      },
    ),
  )
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
      expect(String(readUserId(String(id), 'integer'))).toBe(String(id))
    }),
  )
})

it('what is no text is no id: a number from JavaScript is not read as another user', () => {
  for (const value of [1, 17n, null, undefined, {}, ['1'], { length: 0 }]) {
    for (const type of ['integer', 'uuid', 'string'] as const) {
      expect(readUserId(value as string, type)).toBeUndefined()
    }
  }
})
