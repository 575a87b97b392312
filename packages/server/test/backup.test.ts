/** `tokenapi backup`: a copy of a SQLite database in use. */
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, backup } from 'node:sqlite'

import { expect, it } from 'vitest'

import { folder, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'

it.runIf(typeof backup === 'function')('copies what is in the WAL while others write', async () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'])
  tokenapi(cwd, ['user', 'add', 'maria'], { input: 'right-password\n' })
  const writer = new DatabaseSync(join(cwd, 'tokenapi.sqlite3'))
  writer.exec(`PRAGMA wal_autocheckpoint = 0; UPDATE auth_user SET username = 'in-the-wal'`)
  writer.exec(`BEGIN IMMEDIATE; UPDATE auth_user SET username = 'not-committed'`)
  const copy = join(cwd, 'copy.sqlite3')
  const result = tokenapi(cwd, ['backup', copy])
  writer.exec('ROLLBACK')
  writer.close()
  expect(result).toMatchObject({ status: 0, stderr: '' })
  expect(result.stdout).toMatch(/^Copied the file .+ to .+, and checked the copy\.\n$/)
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  const env = { SECRET_KEY, DATABASE_URL: `sqlite:${copy}` }
  expect(tokenapi(cwd, ['user', 'list'], { env }).stdout).toContain('in-the-wal')
  expect(readdirSync(cwd).filter((name) => name.includes('.part'))).toEqual([])

  const again = tokenapi(cwd, ['backup', copy])
  expect(again).toMatchObject({ status: 1, stderr: expect.stringMatching(/there is one already/) })
})

it.runIf(typeof backup === 'function')('a damaged database leaves no copy', () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'])
  const path = join(cwd, 'tokenapi.sqlite3')
  const bytes = readFileSync(path)
  // The pages after the first, which has the schema.
  writeFileSync(path, bytes.fill(0xff, 8_192))
  const result = tokenapi(cwd, ['backup', 'copy.sqlite3'])
  expect(result.status).toBe(1)
  expect(result.stderr).toMatch(
    /the copy is damaged, as its database is, and was removed|cannot be copied/,
  )
  expect(existsSync(join(cwd, 'copy.sqlite3'))).toBe(false)
  expect(readdirSync(cwd).filter((name) => name.includes('.part'))).toEqual([])
})

it.each([
  ['postgres://role:canary@db/app', /PostgreSQL at db\/app: use pg_dump/],
  ['mysql://role:canary@db/app', /MySQL at db\/app: use mariadb-dump/],
  ['sqlite:./none.sqlite3', /there is no database at/],
])('%s: the program that makes a copy of it', (DATABASE_URL, sentence) => {
  const cwd = folder()
  const result = tokenapi(cwd, ['backup', 'copy.sqlite3'], { env: { DATABASE_URL } })
  expect(result.status).toBe(1)
  expect(result.stderr).toMatch(sentence)
  expect(result.stderr).not.toContain('canary')
  expect(readdirSync(cwd)).toEqual([])
})

it('a Node without node:sqlite: the version that backup needs, and what works without it', () => {
  const cwd = folder()
  const env = { NODE_OPTIONS: '--no-experimental-sqlite' }
  expect(tokenapi(cwd, ['migrate'], { env }).status).toBe(0)
  const result = tokenapi(cwd, ['backup', 'copy.sqlite3'], { env })
  expect(result.status).toBe(1)
  expect(result.stderr).toMatch(/^tokenapi: backup needs Node 22\.16, 23\.8 or newer/)
  expect(result.stderr).toContain(`"VACUUM INTO 'copy.sqlite3'"`)
  expect(readdirSync(cwd).filter((name) => name.startsWith('copy'))).toEqual([])
})

it('a folder, and a folder that does not exist: what to write', () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'])
  const refusal = (path: string): string => tokenapi(cwd, ['backup', path]).stderr
  expect(refusal('.')).toMatch(/^tokenapi: \. is a folder: .*such as tokenapi-copy\.sqlite3\n$/)
  expect(refusal('copies/')).toMatch(/copies\/ is a folder: .*copies\/tokenapi-copy\.sqlite3\n$/)
  expect(refusal('none/copy.sqlite3')).toMatch(/there is no folder none: make it first\n$/)
})
