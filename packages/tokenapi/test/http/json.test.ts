import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { toJson } from '../../src/http/body/json.ts'
import { jsonResponse } from '../../src/index.ts'

describe('values without a form of their own in JSON', () => {
  it.each([
    [
      'a Date, with its milliseconds',
      new Date('2024-07-04T12:34:56.789Z'),
      '"2024-07-04T12:34:56.789Z"',
    ],
    ['a Date on the second, as Django', new Date('2024-07-04T12:34:56Z'), '"2024-07-04T12:34:56Z"'],
    ['a bigint', 123456789012345678901234567890n, '123456789012345678901234567890'],
    [
      'a Map in its order',
      new Map([
        ['b', 1],
        ['10', 2],
        ['2', 3],
      ]),
      '{"b": 1, "10": 2, "2": 3}',
    ],
    ['toJSON', { toJSON: () => ({ a: [1] }) }, '{"a": [1]}'],
    ['undefined in an object', { a: undefined, b: 1 }, '{"b": 1}'],
    ['undefined in a list', [undefined], '[null]'],
    ['text beyond ASCII', 'é😀\u007f', '"\\u00e9\\ud83d\\ude00\\u007f"'],
  ])('%s', (_name, value, text) => expect(toJson(value)).toBe(text))
})

describe('what JSON cannot hold is a mistake in the view', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  it.each([
    ['NaN', NaN],
    ['Infinity', [Infinity]],
    ['an invalid Date', new Date('x')],
    ['a Set', { s: new Set([1]) }],
    ['bytes', new Uint8Array(2)],
    ['a cycle', cycle],
  ])('%s', (_name, value) => expect(() => jsonResponse(value)).toThrow(TypeError))
})

it('is what JSON.parse reads back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
