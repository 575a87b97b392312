import { expect, it } from 'vitest'

import { nameOfUserAgent, readTokenName } from '../../src/core/access/token-name.ts'

it('a login is not refused for a user agent whose hundredth character is half an emoji', () => {
  const name = nameOfUserAgent(`${'x'.repeat(99)}\u{1f4f1} phone`)
  expect(name).toBe('x'.repeat(99))
  expect(readTokenName(name)).toBe(name)
})
