/** The list of settings that docs and `--help` are made from. */
import { describe, expect, it } from 'vitest'

import { settingsList } from '../dist/index.js'

describe('settingsList', () => {
  it.each(settingsList().map((setting) => [setting.name, setting] as const))(
    '%s has a description',
    (name, { description }) => {
      expect(name).toMatch(/^[A-Z_]+$/)
      expect(description).toMatch(/^[\w"].{10,}[^.]$/)
    },
  )
  it.each([
    ['PORT', { default: '8000', isSecret: false, hasFile: false }],
    ['SECRET_KEY', { isSecret: true, hasFile: true }],
    ['SECRET_KEY_FALLBACKS', { default: undefined, isSecret: true, hasFile: true }],
    ['DATABASE_URL', { default: 'sqlite:./tokenapi.sqlite3', isSecret: true, hasFile: true }],
    ['USERS_TABLE', { default: 'auth_user' }],
    ['COMPATIBILITY', { default: undefined }],
  ])('%s', (name, expected) => {
    expect(settingsList().find((setting) => setting.name === name)).toMatchObject(expected)
  })
})
