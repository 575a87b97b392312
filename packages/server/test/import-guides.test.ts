/** The exports of docs/import-export.md, as the systems write them, by the commands that stand there. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { checkPassword } from '../../tokenapi/src/password/index.ts'
import { folder, tokenapi } from './support/command-line.ts'

const SAMPLES = join(import.meta.dirname, 'cases/guides')
const page = readFileSync(join(import.meta.dirname, '../../../docs/import-export.md'), 'utf8')

/** The users after an import with these arguments; Node's pairs have more than Django's 128 characters. */
function imported(args: readonly string[], cwd = samples()) {
  const path = join(cwd, 'db.sqlite3')
  const env = { DATABASE_URL: `sqlite:${path}` }
  tokenapi(cwd, ['migrate'], { env })
  const file = new DatabaseSync(path)
  file.exec('ALTER TABLE auth_user RENAME COLUMN password TO short')
  file.exec("ALTER TABLE auth_user ADD COLUMN password varchar(255) NOT NULL DEFAULT ''")
  file.exec('ALTER TABLE auth_user DROP COLUMN short')
  const outcome = tokenapi(cwd, args, { env })
  const users = file
    .prepare('SELECT username, email, password, is_active FROM auth_user ORDER BY id')
    .all()
  return {
    ...outcome,
    users: users as { username: string; email: string; password: string; is_active: number }[],
  }
}

function samples(): string {
  const cwd = folder()
  for (const name of readdirSync(SAMPLES)) copyFileSync(join(SAMPLES, name), join(cwd, name))
  return cwd
}

/** The arguments of a command of the page. */
function commandOf(beginning: string): string[] {
  const command = page.split(/[\n`]/).find((line) => line.startsWith(`tokenapi ${beginning}`))
  return command?.split(' ').slice(1) ?? expect.fail(`the page has no command "${beginning}"`)
}

const fits = (users: readonly { password: string }[]): Promise<boolean[]> =>
  Promise.all(users.map(({ password }) => checkPassword('right', password)))

describe('the right password fits after an import from', () => {
  it.each([
    ['Laravel', 'import users laravel.csv', 2],
    ['Rails with Devise', 'import users devise.csv', 1],
    ['Auth0', 'import users auth0.jsonl', 2],
    ['better-auth', 'import users better-auth.csv', 1],
  ])('%s', async (_name, command, count) => {
    const cwd = samples()
    if (command.includes('auth0')) jq(cwd, 'auth0')
    const { status, stdout, users } = imported(commandOf(command), cwd)
    expect([status, users.length]).toEqual([0, count])
    expect(stdout).toMatch(/converted to Django's format\.\n$/)
    expect(users[0]?.email).toBe('ana@example.org')
    expect(await fits(users)).toEqual(users.map(() => true))
  })
  it('Flask, but for what Django’s formats cannot hold', async () => {
    const { status, stderr, users } = imported([
      ...commandOf('import users flask.jsonl'),
      '--on-error',
      'skip',
    ])
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^flask\.jsonl, line 5, "ed": .*\(passlib pbkdf2\) that cannot be converted/,
    )
    expect(await fits(users)).toEqual([true, true, true, true])
  })
})

it('WordPress: users without a hash that fits are there, and locked', async () => {
  const { status, stdout, users } = imported(commandOf('import users wordpress.csv'))
  expect(status).toBe(0)
  expect(stdout).toMatch(
    /1 hash of WordPress 6\.8 bcrypt: cannot be converted\. These users cannot log in/,
  )
  expect(users.map(({ password }) => password.startsWith('!'))).toEqual([true, true, false])
  expect(await fits(users)).toEqual([false, false, true])
})

it('Firebase: all users are there, and locked', () => {
  const cwd = samples()
  copyFileSync(join(cwd, 'firebase.json'), join(cwd, 'users.json'))
  jq(cwd, 'firebase')
  const { status, users } = imported(commandOf('import users firebase.jsonl'), cwd)
  expect(status).toBe(0)
  expect(users).toMatchObject([
    {
      username: 'ana@example.org',
      is_active: 1,
      password: expect.stringMatching(/^![A-Za-z0-9]{40}$/),
    },
    { username: 'bo@example.org', is_active: 0, password: '!' },
  ])
})

/** Runs the page's jq; where there is none, what it does is done here, so that the import is tried. */
function jq(cwd: string, system: 'auth0' | 'firebase'): void {
  const command = page
    .split('\n')
    .find((line) => line.startsWith('jq ') && line.includes(`${system}.jsonl`))
  expect(command).toBeDefined()
  if (spawnSync('jq', ['--version']).error === undefined) {
    execFileSync('sh', ['-c', command as string], { cwd })
    return
  }
  copyFileSync(join(SAMPLES, `${system}.jq.jsonl`), join(cwd, `${system}.jsonl`))
}
