/** `tokenapi config`: every setting, its source, and no secret. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, expect, it } from 'vitest'

import { settingsList } from '../src/config/settings-list.ts'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
afterEach(killAll)

function configOf(env: Readonly<Record<string, string>>) {
  const { stdout, status } = tokenapi(folder(), ['config', '--json'], { env })
  expect(status).toBe(0)
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  return { stdout, rows, of: (name: string) => rows.find((each) => each.name === name) }
}

interface Row {
  readonly name: string
  readonly value: string | null
  readonly source: string
}

it('prints every setting with its source', () => {
  const { rows, of } = configOf({ PORT: '9000', TIME_ZONE: '' })
  expect(rows.map(({ name }) => name)).toEqual(settingsList().map(({ name }) => name))
  expect(of('PORT')).toEqual({ name: 'PORT', value: '9000', source: 'environment' })
  expect(of('TIME_ZONE')).toEqual({ name: 'TIME_ZONE', value: 'UTC', source: 'default' })
  expect(of('USERS_SCHEMA')).toEqual({ name: 'USERS_SCHEMA', value: null, source: 'default' })
})

it('the columns of the table are as wide as their widest cell', () => {
  const { stdout } = tokenapi(folder(), ['config'])
  const lines = stdout.trimEnd().split('\n')
  const column = lines[0]?.indexOf('SOURCE')
  for (const line of lines) expect(line.search(/(?:SOURCE|default)$/), line).toBe(column)
})

it('C-01: no secret is printed, and none is in the arguments of the server', async () => {
  const file = join(folder(), 'throttle-url')
  writeFileSync(file, 'redis://:canary-redis@redis:6379/0', { mode: 0o600 })
  const { stdout, of } = configOf({
    SECRET_KEY,
    SECRET_KEY_FALLBACKS: 'canary-old-key-long-enough-1',
    DATABASE_URL: 'postgres://canary-role:canary-password@db:5432/app?password=canary-query',
    THROTTLE_URL_FILE: file,
  })
  expect(stdout).not.toContain('canary')
  expect(of('SECRET_KEY')).toMatchObject({ value: '[secret]', source: 'environment' })
  expect(of('DATABASE_URL')?.value).toBe('postgres://[secret]@db:5432/app')
  expect(of('THROTTLE_URL')).toEqual({
    name: 'THROTTLE_URL',
    value: '[secret]',
    source: `file ${file}`,
  })
  const server = await serve(folder(), { SECRET_KEY })
  if (process.platform === 'linux') {
    expect(readFileSync(`/proc/${server.child.pid}/cmdline`, 'utf8')).not.toContain('canary')
  }
})

it('a wrong setting is an error, and a mistyped one a warning', () => {
  expect(tokenapi(folder(), ['config'], { env: { PORT: 'x' } })).toMatchObject({
    status: 1,
    stderr: 'tokenapi: PORT must be a whole number; got "x"\n',
  })
  const { stderr, stdout } = tokenapi(folder(), ['config'], { env: { MAX_STALE_SECOND: '1' } })
  expect(stderr).toContain('MAX_STALE_SECOND is no setting')
  expect(stdout).toMatch(/^PORT +8000 +default$/m)
})

it.each([
  [{ TIME_ZONE: 'Mars/Olympus' }, /TIME_ZONE must be an IANA name .*got "Mars\/Olympus"/],
  [{ DATABASE_URL: 'canary' }, /DATABASE_URL has no scheme/],
  [{ DATABASE_URL: 'postgress://u:canary@h/db' }, /"postgress" is not supported/],
  [{ SECRET_KEY_FILE: '/none' }, /SECRET_KEY_FILE: \/none cannot be read/],
  [{ NODE_ENV: 'production' }, /SECRET_KEY is not set/],
])('%o, with which the server would not start, is an error', (env, message) => {
  const { status, stdout, stderr } = tokenapi(folder(), ['config'], { env })
  expect(status).toBe(1)
  expect(stderr).toMatch(message)
  expect(stdout + stderr).not.toContain('canary')
})
