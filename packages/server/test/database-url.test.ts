/** DATABASE_URL that cannot work: one sentence with the fix, exit code 1, and no password in it. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { POSTGRES } from '../../tokenapi/test/support/databases.ts'
import { type SecuredServer, securedPostgres } from '../../tokenapi/test/support/secured-servers.ts'
import { type Outcome, folder, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const run = (DATABASE_URL: string, args: readonly string[] = ['user', 'list'], env = {}): Outcome =>
  tokenapi(folder(), args, { env: { SECRET_KEY, DATABASE_URL, ...env } })

function expectFix({ status, stdout, stderr }: Outcome, fix: RegExp): void {
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(fix)
  expect(stderr).not.toMatch(/canary|unexpected/)
  expect(stderr.trim().split('\n')).toHaveLength(1)
}

describe.each([['user list'], ['serve --port 0'], ['migrate'], ['export users']])(
  'tokenapi %s',
  (command) => {
    it.each([
      [
        'postgres://u:canary@h/db?sslmod=require',
        /^tokenapi: DATABASE_URL: unknown option "sslmod"\. Did you mean "sslmode"\?/,
      ],
      [
        'mysql://u:canary@h/db?ssl-mod=REQUIRED',
        /^tokenapi: DATABASE_URL: unknown option "ssl-mod"/,
      ],
      ['postgres://u:canary%zz@h/db', /^tokenapi: DATABASE_URL: the password holds a "%".*%25/],
      ['postgres://u:canary@h/db\r', /^tokenapi: DATABASE_URL ends with a line break/],
      ['sqlite:./canary.sqlite3\r', /^tokenapi: DATABASE_URL ends with a line break/],
      ['sqlite:./x.sqlite3?mode=canary', /^tokenapi: DATABASE_URL: sqlite: takes no options/],
      ['"postgres://u:canary@h/db"', /^tokenapi: DATABASE_URL .*quotation marks/],
      ["'sqlite:./canary.sqlite3'", /^tokenapi: DATABASE_URL .*quotation marks/],
    ])('%j', (url, fix) => {
      expectFix(run(url, command.split(' ')), fix)
    })
  },
)

it('a setting that is not for this database', () => {
  expectFix(
    run('sqlite:./x.sqlite3', ['user', 'list'], { DATABASE_PREPARE: 'false' }),
    /DATABASE_PREPARE is for PostgreSQL/,
  )
  expectFix(
    run('postgres://h/db', ['user', 'list'], { DATABASE_PREPARE: 'perhaps' }),
    /DATABASE_PREPARE must be true or false/,
  )
})

it('any setting with a line end of Windows', () => {
  expectFix(
    run('sqlite:./x.sqlite3', ['user', 'list'], { USERS_TABLE: 'members\r' }),
    /^tokenapi: USERS_TABLE ends with a line break/,
  )
})

describe.skipIf(POSTGRES === undefined)('a server that asks for more', () => {
  let server: SecuredServer
  beforeAll(async () => {
    server = await securedPostgres()
  })
  afterAll(() => server.stop())

  it.each([
    ['no password', 'postgres://scram@AT', /asks for a password/],
    ['a wrong one', 'postgres://scram:canary@AT', /refuses our role/],
    [
      'TLS, which the URL does not ask for',
      'postgres://tls:canary@AT',
      /add sslmode=verify-full to the database URL/,
    ],
    ['an unknown certificate', 'postgres://tls:canary@AT?sslmode=require', /sslrootcert=/],
    [
      'a file that is not there',
      'postgres://tls:canary@AT?sslrootcert=/none',
      /DATABASE_URL: the file of "sslrootcert" cannot be read: \/none/,
    ],
    [
      'a log-in that nobody has',
      'postgres://gss:canary@AT',
      /asks for a login that the driver cannot do/,
    ],
  ])('%s', (_story, url, fix) => {
    expectFix(run(url.replace('AT', server.at)), fix)
    expectFix(run(url.replace('AT', server.at), ['serve', '--port', '0']), fix)
  })

  it('TLS with its authority: in', () => {
    const { status } = run(
      `postgres://tls:right@${server.at}?sslmode=verify-full&sslrootcert=${server.ca}`,
    )
    expect(status).toBe(0)
  })
})
