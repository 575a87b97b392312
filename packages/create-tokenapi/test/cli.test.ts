/** The command line as it is installed: what it says, what it writes, and where it refuses to. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeAll, expect, it } from 'vitest'

import { DATABASE_NAMES, FRAMEWORK_NAMES } from '../src/choices.ts'
import { PUBLISHED } from '../src/versions.ts'
import { pack } from './support/pack.ts'

beforeAll(pack, 600_000)

const BIN = join(import.meta.dirname, '../bin/create-tokenapi.mjs')

function createTokenapi(
  args: readonly string[],
  cwd: string = mkdtempSync(join(tmpdir(), 'tokenapi-')),
) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
  })
  return { status, stdout, stderr, cwd, files: readdirSync(cwd).toSorted() }
}

it('--help names every framework and every database', () => {
  const { status, stdout, files } = createTokenapi(['--help'])
  expect(stdout).toContain(FRAMEWORK_NAMES.join('|'))
  expect(stdout).toContain(DATABASE_NAMES.join('|'))
  expect(stdout).toContain('npm create tokenapi@latest my-app -- --framework')
  expect([status, files]).toEqual([0, []])
})

it('writes what was asked for, and says what to type next', () => {
  const asked = ['my-app', '--framework', 'fastify', '--database', 'postgres']
  const { status, stdout, stderr, cwd, files } = createTokenapi(asked)
  expect([status, stderr, files]).toEqual([0, '', ['my-app']])
  expect(stdout).toMatch(/Fastify over PostgreSQL, in .*my-app\n/)
  expect(stdout).toContain('  cd my-app\n  npm install\n  npm run user maria\n  npm start\n')
  expect(readdirSync(join(cwd, 'my-app')).toSorted()).toEqual([
    '.env',
    '.gitignore',
    'README.md',
    'api.ts',
    'app.test.ts',
    'app.ts',
    'package.json',
    'server.ts',
    'tsconfig.json',
    'user.ts',
    ...(PUBLISHED ? [] : ['vendor']),
  ])
})

it('--yes asks nothing: Express over SQLite', () => {
  const { status, stdout, cwd, files } = createTokenapi(['--yes'])
  expect([status, files]).toEqual([0, ['tokenapi-app']])
  expect(stdout).toContain('Express over SQLite')
  expect(readFileSync(join(cwd, 'tokenapi-app/app.ts'), 'utf8')).toContain('tokenapi/express')
})

it('--classic: tokens of django-tokenapi in the api, the tests and README.md', () => {
  const { cwd } = createTokenapi(['a', '-y', '--classic'])
  const access = createTokenapi(['a', '-y']).cwd
  const read = (folder: string, name: string): string =>
    readFileSync(join(folder, 'a', name), 'utf8')
  for (const name of ['api.ts', 'server.ts']) {
    expect(read(access, name), name).toContain('accessTokens')
    expect(read(cwd, name), name).not.toContain('accessTokens')
  }
  expect(read(access, 'README.md')).toContain('/token/tokens/ID/revoke.json')
  expect(read(cwd, 'README.md')).toContain('Bearer USER:TOKEN')
  expect(read(cwd, 'README.md')).not.toContain('tokens.json')
})

it('writes into the folder where it stands, and git may have been there', () => {
  const cwd = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'Shop of Maria')
  mkdirSync(join(cwd, '.git'), { recursive: true })
  const { status, stdout } = createTokenapi(['.', '-y'], cwd)
  expect([status, stdout.includes('  cd ')]).toEqual([0, false])
  const { name } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as { name: string }
  expect(name).toBe('shop-of-maria')
})

it('quotes a folder for the shell', () => {
  expect(createTokenapi(["It's mine", '-y']).stdout).toContain(String.raw`cd 'It'\''s mine'`)
})

it('makes a key for each project, for its owner alone', () => {
  const keys = ['a', 'b'].map((folder) => {
    const file = join(createTokenapi([folder, '-y']).cwd, folder, '.env')
    expect(statSync(file).mode & 0o077).toBe(0)
    return /^SECRET_KEY=([\w-]{43})$/m.exec(readFileSync(file, 'utf8'))?.[1]
  })
  expect(new Set(keys).size).toBe(2)
  expect(keys).not.toContain(undefined)
})

it.each([
  ['a flag it does not know', ['a', '--framwork', 'koa'], 2, 'did you mean --framework?'],
  ['a framework it does not know', ['a', '--framework', 'expres'], 2, 'did you mean "express"?'],
  ['and lists them', ['a', '--framework', 'rails'], 2, `(${FRAMEWORK_NAMES.join('|')})`],
  [
    'a database it does not know',
    ['a', '--database', 'oracle'],
    2,
    `(${DATABASE_NAMES.join('|')})`,
  ],
  ['a second folder', ['a', 'b', '-y'], 2, 'b'],
  ['no terminal to ask on', [], 1, 'add the folder and --framework and --database, or --yes'],
  ['half of an answer', ['a', '--framework', 'koa'], 1, 'add --database, or --yes'],
])('refuses %s, and writes nothing', (_what, args, code, says) => {
  const { status, stdout, stderr, files } = createTokenapi(args)
  expect(stderr).toContain(says)
  expect([status, stdout, files]).toEqual([code, '', []])
})

it.each([
  ['a file of somebody', 'notes.txt', 'is not empty (notes.txt)'],
  ['more than it lists', '1 2 3 4 5', 'is not empty (1, 2, 3 and 2 more)'],
])('refuses a folder with %s, and leaves it', (_what, names, says) => {
  const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  mkdirSync(join(cwd, 'full'))
  const given = names.split(' ')
  for (const name of given) writeFileSync(join(cwd, 'full', name), 'kept')
  const { status, stderr } = createTokenapi(['full', '-y'], cwd)
  expect(stderr).toContain(says)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(status).toBe(1)
  expect(readdirSync(join(cwd, 'full'))).toEqual(given)
})

it.each([
  ['a file', 'file', 'is a file'],
  ['what is below a file', 'file/app', 'is below a file'],
])('refuses %s for a folder', (_what, folder, says) => {
  const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  writeFileSync(join(cwd, 'file'), 'kept')
  const { status, stderr } = createTokenapi([folder, '-y'], cwd)
  expect([status, stderr.includes(says)]).toEqual([1, true])
  expect(existsSync(join(cwd, 'file'))).toBe(true)
})
