import { expect, test } from 'vitest'

import { counted } from '../src/counted.js'

test.each([
  [0, 'user', undefined, '0 users'],
  [1, 'user', undefined, '1 user'],
  [1_000_000, 'user', undefined, '1,000,000 users'],
  [1, 'hash', 'hashes', '1 hash'],
  [2, 'hash', 'hashes', '2 hashes'],
])('%i %s', (number, one, several, text) => {
  expect(counted(number, one, several)).toBe(text)
})
