import { describe, expect, it } from 'vitest'

import { ExactNumber, jsonText, parseExactly } from '../src/import/exact-json.ts'
import type { FileError } from '../src/import/file-error.ts'
import { jsonElements } from '../src/import/json-elements.ts'

describe('every number is written as it was read', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '1.0',
    '1e400',
    '-0',
    '0.1234567890123456789',
    '[1,2.5,-3]',
    '{"a":{"b":[9007199254740993,1e2]},"c":"9007199254740993"}',
    '"\\"1.0\\" and 1.0"',
    '{"1.0":1.0}',
    '"\ufeffx"',
    '{"__proto__":1.0}',
  ])('%s', (text) => {
    expect(jsonText(parseExactly(text))).toBe(text)
  })
  it('a number that JavaScript keeps is a number', () => {
    expect(parseExactly('[1,2.5]')).toEqual([1, 2.5])
    expect(parseExactly('1.0')).toBeInstanceOf(ExactNumber)
  })
  it('what is no JSON is an error', () => {
    for (const text of ['{', '01', '1.', 'NaN', '{"a":1.0,}'])
      expect(() => parseExactly(text)).toThrow(SyntaxError)
  })
})

/** Fed in pieces of so many bytes. */
async function elements(text: string, size: number): Promise<string[]> {
  const bytes = Buffer.from(text)
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const found: string[] = []
  for await (const element of jsonElements(pieces())) found.push(element.text.trim())
  return found
}

describe('the elements of a list, in pieces of any size', () => {
  it.each([
    ['[]', []],
    [' [ ] \n', []],
    ['[{"a":"],["},\n [1,2], "x\\"]", 3]', ['{"a":"],["}', '[1,2]', '"x\\"]"', '3']],
    ['[{"a":"\ufeff😀\\\\"}]', ['{"a":"\ufeff😀\\\\"}']],
  ])('%s', async (text, expected) => {
    for (const size of [1, 2, 3, 7, 1_000]) expect(await elements(text, size)).toEqual(expected)
  })
  it.each([
    ['', /it is empty/],
    ['  ', /it is not a list/],
    ['{}', /it is not a list/],
    ['[1,', /it is not JSON, or cut/],
    ['[1,]', /it is not JSON, or cut/],
    ['[,1]', /it is not JSON, or cut/],
    ['[1] x', /it is not JSON, or cut/],
    ['["x]', /it is not JSON, or cut/],
  ])('%j is refused', async (text, sentence) => {
    for (const size of [1, 1_000]) {
      await expect(elements(text, size)).rejects.toThrow(sentence)
      await expect(elements(text, size)).rejects.toSatisfy(
        (error: FileError) => error.name === 'FileError',
      )
    }
  })
})
