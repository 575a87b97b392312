/** Settings that come from files, and files that only their owner reads. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { fallbacksOf } from '../dist/secret.js'
import { readConfig } from '../dist/index.js'
import { folder, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'

describe('NAME_FILE', () => {
  const cwd = folder()
  const file = (name: string, text: string): string => {
    writeFileSync(join(cwd, name), text)
    return join(cwd, name)
  }

  it('DATABASE_URL_FILE names a file that holds the URL; a flag comes before it', () => {
    const env = { DATABASE_URL_FILE: file('url', 'sqlite:./mine.sqlite3\n') }
    expect(tokenapi(cwd, ['migrate'], { env }).status).toBe(0)
    expect(statSync(join(cwd, 'mine.sqlite3')).isFile()).toBe(true)
    expect(
      tokenapi(cwd, ['migrate', '--database-url', 'sqlite:./other.sqlite3'], { env }).status,
    ).toBe(0)
    expect(statSync(join(cwd, 'other.sqlite3')).isFile()).toBe(true)
  })

  it('SECRET_KEY_FALLBACKS_FILE holds one key a line, so commas may be in it', () => {
    const path = file('fallbacks', 'first,with,commas\r\n\n  second  \n')
    expect(fallbacksOf(readConfig({ SECRET_KEY_FALLBACKS_FILE: path }))).toEqual([
      'first,with,commas',
      'second',
    ])
    const old = 'an-older-key,with-a-comma-of-more-than-32-characters'
    const fallbacks = file('old', `${old}\n`)
    tokenapi(cwd, ['migrate'])
    tokenapi(cwd, ['user', 'add', 'maria'], { input: 'right-password\n' })
    const token = tokenapi(cwd, ['token', 'new', 'maria'], { env: { SECRET_KEY: old } }).stdout
    const verify = (env: object): number | null =>
      tokenapi(cwd, ['token', 'verify', 'maria'], { env: { SECRET_KEY, ...env }, input: token })
        .status
    expect(verify({})).toBe(1)
    expect(verify({ SECRET_KEY_FALLBACKS_FILE: fallbacks })).toBe(0)
  })

  it.each(['SECRET_KEY', 'SECRET_KEY_FALLBACKS', 'DATABASE_URL'])(
    '%s beside its file is an error that names both',
    (name) => {
      expect(() => readConfig({ [name]: 'x', [`${name}_FILE`]: 'y' })).toThrow(
        `set ${name} or ${name}_FILE, not both`,
      )
      expect(() => readConfig({ [name]: 'x', [`${name}_FILE`]: '' })).not.toThrow()
      // An override takes the place of both, also when it is empty.
      expect(() => readConfig({ [`${name}_FILE`]: '/no' }, { [name]: 'x' })).not.toThrow()
      expect(() => readConfig({ [`${name}_FILE`]: '/no' }, { [name]: '' })).not.toThrow()
    },
  )

  it.each([
    [
      'is not there',
      join(cwd, 'none'),
      /DATABASE_URL_FILE: .*none cannot be read: there is no such file/,
    ],
    ['is a folder', cwd, /DATABASE_URL_FILE: .* cannot be read: it is a folder/],
    ['is empty', file('empty', ' \n'), /DATABASE_URL_FILE: .*empty is empty/],
  ])('a file that %s is one sentence', (_what, path, sentence) => {
    const { status, stderr } = tokenapi(cwd, ['user', 'list'], { env: { DATABASE_URL_FILE: path } })
    expect([status, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(sentence)]])
  })
})

describe('with the usual umask', () => {
  it('a database that a command makes, and its journals, are their owner’s alone', () => {
    const cwd = folder()
    const mask = process.umask(0o022)
    try {
      tokenapi(cwd, ['migrate', '--database-url', 'sqlite:./app.sqlite3'])
    } finally {
      process.umask(mask)
    }
    const modes = readdirSync(cwd).map((name) =>
      (statSync(join(cwd, name)).mode & 0o777).toString(8),
    )
    expect(new Set(modes)).toEqual(new Set(['600']))
  })
})

it('tokenapi --version prints the version of the package', () => {
  expect(tokenapi(folder(), ['--version'])).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
})

it('a password that is set has 8 characters or more, as people count them', () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'])
  const add = (input: string): object => tokenapi(cwd, ['user', 'add', 'maria'], { input })
  const refusal = { status: 1, stderr: 'tokenapi: the password must have 8 characters or more\n' }
  expect(add('7 chars\n')).toMatchObject(refusal)
  // Fourteen UTF-16 units, seven characters.
  expect(add(`${'🔑'.repeat(7)}\n`)).toMatchObject(refusal)
  expect(add('8 chars.\n')).toMatchObject({ status: 0 })
  expect(tokenapi(cwd, ['user', 'passwd', 'maria'], { input: 'short\n' })).toMatchObject(refusal)
})
