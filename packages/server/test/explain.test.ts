/** `tokenapi explain` with the mistakes that people make: what it prints, and its exit code. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import { folder, tokenapi } from './support/command-line.ts'

const SECRET = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const env = { SECRET_KEY: SECRET }
const cwd = folder()
let token = ''
const explain = (input: string, args: readonly string[] = [], more: object = {}) => {
  const outcome = tokenapi(cwd, ['explain', ...args], { input, env: { ...env, ...more } })
  const all = outcome.stdout + outcome.stderr
  expect(all).not.toContain(token.slice(8))
  expect(all).not.toContain(SECRET)
  return outcome
}

describe('with access tokens', () => {
  const on = { ACCESS_TOKENS: 'true' }
  let access = ''
  beforeAll(() => {
    access = tokenapi(cwd, ['token', 'issue', 'maria'], { env: { ...env, ...on } }).stdout.trim()
  })
  it('a token alone is accepted, and the settings are named', () => {
    expect(explain(`${access}\n`, [], on).stdout).toMatch(
      /^Accepted\.[^]*✓ record [^]*access tokens of tokenapi\.\n$/,
    )
  })
  it('the setting is named where it is not set', () => {
    const { stdout, status } = explain(`${access}\n`)
    expect(status).toBe(1)
    expect(stdout).toMatch(/`accessTokens` is off\n +→ Set .*ACCESS_TOKENS=true/)
    expect(stdout).not.toContain(access.slice(12, 40))
  })
  it('the prompt names a token alone', () => {
    expect(explain('', [], on).stderr).toMatch(/expected: TOKEN, USER:TOKEN, or the Auth/)
  })
  it('a request with a ticket, with --tickets', () => {
    const request = join(cwd, 'ticket.txt')
    writeFileSync(request, 'GET /report.pdf?ticket=tkt1.x HTTP/1.1\nHost: x\n\n')
    const args = ['--request', request]
    expect(explain('', args, on).stdout).toContain('only a guard with `tickets: true` reads')
    expect(explain('', [...args, '--tickets'], on).stdout).toMatch(/✗ ticket +not the text of a/)
  })
})

beforeAll(() => {
  tokenapi(cwd, ['migrate'])
  tokenapi(cwd, ['user', 'add', 'maria'], { input: 'canary-password-7\n' })
  token = tokenapi(cwd, ['token', 'new', 'maria'], { env }).stdout.trim()
  expect(token).toMatch(/^[0-9a-z]+-[0-9a-f]{20}$/)
})

describe('what is read', () => {
  it.each<[string, () => readonly [input: string, args?: readonly string[]], RegExp]>([
    ['a pair', () => [`1:${token}\n`], /^Accepted\.\n\n✓ token /],
    ['a token of a user', () => [`${token}\n`, ['--user', '1']], /^Accepted\./],
    [
      'Bearer',
      () => [`Bearer 1:${token}\n`],
      /^Accepted\.[^]*✓ header +Bearer, with user and token/,
    ],
    [
      'a whole field',
      () => [`Authorization: Basic ${btoa(`1:${token}`)}\n`],
      /^Accepted\.[^]*Basic/,
    ],
    [
      'a token without a user',
      () => [`${token}\n`],
      /^Refused: missing_credentials\.[^]*→ Put the user id in front/,
    ],
    [
      'quotation marks',
      () => [`"${token}"\n`, ['--user', '1']],
      /→ Remove quotation marks around the `token`: then it is accepted/,
    ],
    [
      'a pair in quotation marks',
      () => [`"1:${token}"\n`],
      /→ Remove quotation marks around the `user`.*: then it is accepted/,
    ],
    [
      'the name',
      () => [`${token}\n`, ['--user', 'maria']],
      /→ Send the id 1 as `user`, and not the name "maria": then it is accepted/,
    ],
  ])('%s', (_what, given, expected) => {
    const [input, args] = given()
    const { stdout, stderr, status } = explain(input, args)
    expect(stderr).toBe('')
    expect(stdout).toMatch(expected)
    expect(stdout).toMatch(
      /\nBy the settings of this shell: the file .*tokenapi\.sqlite3, table auth_user, 1 secret key, TIME_ZONE UTC\.\n$/,
    )
    expect(status).toBe(stdout.startsWith('Accepted') ? 0 : 1)
  })

  it('files: a token, a request, and what curl prints', () => {
    const write = (name: string, text: string): string => {
      writeFileSync(join(cwd, name), text)
      return name
    }
    const file = write('token.txt', `${token}\n`)
    expect(explain('', ['--user', '1', '--token-file', file]).status).toBe(0)
    const request = write(
      'request.txt',
      `POST /a HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nuser=1&token=${token}`,
    )
    expect(explain('', ['--request', request]).stdout).toMatch(/^Accepted\.\n\n✓ form /)
    const curl = write(
      'curl.txt',
      `*   Trying 127.0.0.1:80...\n> GET /a?user=1&token=${token} HTTP/1.1\n> Host: x\n> \n< HTTP/1.1 403 Forbidden\n`,
    )
    expect(explain('', ['--request', curl]).stdout).toMatch(/^Accepted\.[^]*✓ query /)
    expect(explain('', ['--request', curl], { CREDENTIALS: 'header' }).stdout).toMatch(
      /add "query" to `credentials` \(CREDENTIALS\)/,
    )
  })
})

describe('what ends it', () => {
  it.each<[string, readonly string[], object, RegExp, number]>([
    ['no secret', [], { SECRET_KEY: '' }, /SECRET_KEY is not set: set it .* as for the server/, 1],
    ['no input', [], {}, /standard input is empty; expected: USER:TOKEN/, 1],
    [
      'no such file',
      ['--token-file', 'none'],
      {},
      /--token-file: none cannot be read: there is no such file/,
      1,
    ],
    [
      'no such request',
      ['--request', 'none'],
      {},
      /the request cannot be read from none: there is no such file/,
      1,
    ],
    [
      'no request in it',
      ['--request', 'token.txt'],
      {},
      /there is no request: the first line must be/,
      1,
    ],
    ['both', ['--request', 'a', '--user', '1'], {}, /--request holds user and token/, 1],
    ['a token as argument', ['1:abc'], {}, /Too many arguments/, 2],
  ])('%s', (_what, args, more, expected, code) => {
    const { stderr, status } = explain('', args, more)
    expect(stderr).toMatch(expected)
    expect(status).toBe(code)
  })

  it('a database that does not answer: unknown, exit code 3', () => {
    const { stdout, status } = explain(`1:${token}\n`, [
      '--database-url',
      'postgres://a:b@127.0.0.1:1/x',
    ])
    expect(stdout).toMatch(
      /^Unknown: temporarily_unavailable\.[^]*\? user +the store does not answer/,
    )
    expect(status).toBe(3)
  })
})

it('--json prints the explanation as data', () => {
  const { stdout, status } = explain(`1:${token.slice(0, 12)}\n`, ['--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    accepted: false,
    code: 'invalid_token',
    steps: [{ step: 'token', ok: false, found: '12 characters: a token that is cut' }, {}, {}, {}],
  })
  expect(status).toBe(1)
})

it('makes no secret and no database', () => {
  const empty = folder()
  const outcome = tokenapi(empty, ['explain'], { input: '1:x\n' })
  expect(outcome.stderr).toMatch(/SECRET_KEY is not set/)
  expect(tokenapi(empty, ['explain'], { input: '1:x\n', env }).status).not.toBe(0)
})
