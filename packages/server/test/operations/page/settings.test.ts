/** Settings of the admin page. */
import { describe, expect, it } from 'vitest'

import { hasAdmin, readConfig } from '../../../src/config/read-config.ts'

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
