import { expect, it } from 'vitest'

import { packageName } from '../src/package-name.ts'

it.each([
  ['my-app', 'my-app'],
  ['My App', 'my-app'],
  ['Ärger & Öl', 'arger-ol'],
  ['日本語', 'tokenapi-app'],
  ['.hidden', 'hidden'],
  ['_private', 'private'],
  ['a/b', 'a-b'],
  ['@scope', 'scope'],
  ['trailing.', 'trailing'],
  ['v1.2', 'v1.2'],
  ['', 'tokenapi-app'],
  ['node_modules', 'tokenapi-app'],
  // npm installs no package into one of the same name.
  ['express', 'express-app'],
  ['tokenapi', 'tokenapi-app'],
  ['x'.repeat(300), 'x'.repeat(200)],
])('%j becomes %s', (folder, name) => {
  expect(packageName(folder)).toBe(name)
  expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,213}$/)
})
