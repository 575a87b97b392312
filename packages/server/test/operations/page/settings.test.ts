/** Settings of the admin page. */
import { describe, expect, it } from 'vitest'

import { hasAdmin, readConfig } from '../../../src/config/read-config.ts'
import { startAdmin } from './admin-server.ts'

describe('C-02: OPERATIONS_URL is one whose Secure cookies browsers keep', () => {
  it.each([
    'http://admin.example.org',
    'http://127.0.0.1.example.org',
    'https://user:secret@admin.example.org',
    'https://admin.example.org/path',
    'https://admin.example.org/?a',
    'admin.example.org',
    'javascript:alert(1)',
  ])('refused: %s', (OPERATIONS_URL) => {
    expect(() => readConfig({ OPERATIONS_URL })).toThrow(
      /OPERATIONS_URL must be https:\/\/HOST without a path; http:\/\/ only for localhost/,
    )
  })

  it.each(['https://admin.example.org', 'https://a.example:8443/', 'http://localhost:8001'])(
    'accepted: %s',
    (url) => {
      expect(readConfig({ OPERATIONS_URL: url }).OPERATIONS_URL?.origin).toBe(new URL(url).origin)
    },
  )
})

it.each([
  [undefined, 'development', true],
  [undefined, 'production', false],
  ['true', 'production', true],
  ['false', 'development', false],
])('ADMIN=%s with NODE_ENV=%s: %s', (ADMIN, NODE_ENV, expected) => {
  expect(hasAdmin(readConfig({ ADMIN, NODE_ENV }))).toBe(expected)
})

it.each(['maria,,jonas', ','])('ADMIN_USERS=%s is an error', (ADMIN_USERS) => {
  expect(() => readConfig({ ADMIN_USERS })).toThrow(/ADMIN_USERS must be a comma-separated list/)
})

it('without access tokens and events, the pages have how to switch them on', async () => {
  const admin = await startAdmin({ settings: { ACCESS_TOKENS: 'false', AUDIT: 'false' } })
  const visitor = admin.visit()
  await visitor.signIn()
  const [user, tokens, events] = await Promise.all(
    ['/users/2', '/tokens', '/events'].map(async (path) => (await visitor.ask(path)).text),
  )
  for (const text of [user, tokens]) expect(text).toContain('ACCESS_TOKENS=true')
  for (const text of [user, events]) expect(text).toContain('AUDIT=true')
  expect(user).not.toContain('Issue a token')
  await admin.stop()
})
