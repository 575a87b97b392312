/** The command line and the server through a real PgBouncer, which pools by transaction. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

import {
  PGBOUNCER,
  freshPostgres,
  throughPgbouncer,
} from '../../tokenapi/test/support/databases.ts'
import { type Outcome, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
/** A connection kept over a command, which stops this process's clock, may be closed at its other end. */
const ONCE = { connection: 'close' }
afterEach(killAll)

describe.skipIf(PGBOUNCER === undefined)('through PgBouncer', () => {
  it.each([
    ['DATABASE_PREPARE=false', '', { DATABASE_PREPARE: 'false' }],
    ['?pgbouncer=true', '?pgbouncer=true', {}],
  ])('%s: from an empty database to hundreds of requests', async (_way, query, setting) => {
    const database = await freshPostgres()
    const env = {
      SECRET_KEY,
      DATABASE_URL: throughPgbouncer(database.url) + query,
      PASSWORD_ITERATIONS: '1000',
      ...setting,
    }
    const cwd = folder()
    const run = (args: readonly string[], input?: string): Outcome =>
      tokenapi(cwd, args, { env, input })

    expect(run(['migrate'])).toMatchObject({ status: 0, stderr: '' })
    expect(run(['user', 'add', 'maria'], 'right-password\n')).toMatchObject({ status: 0 })
    const file = join(cwd, 'users.csv')
    writeFileSync(file, 'username,password\nsam,!\nzoe,!\n')
    expect(run(['import', 'users', file])).toMatchObject({ status: 0 })
    expect(run(['export', 'users']).stdout).toContain('zoe')
    expect(run(['doctor'])).toMatchObject({ status: 0 })
    const token = run(['token', 'new', 'maria']).stdout.trim()

    const server = await serve(cwd, env)
    const call = async (): Promise<number> => {
      const url = `${server.url}/whoami.json?user=1&token=${token}`
      return (await fetch(url, { headers: ONCE })).status
    }
    const login = (): Promise<Response> =>
      fetch(`${server.url}/token/new.json`, {
        method: 'POST',
        headers: ONCE,
        body: new URLSearchParams({ username: 'maria', password: 'right-password' }),
      })
    for (let turn = 0; turn < 10; turn++) {
      const statuses = await Promise.all(Array.from({ length: 30 }, call))
      expect(new Set(statuses)).toEqual(new Set([200]))
    }
    expect((await Promise.all([login(), login(), login()])).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ])
    expect(await server.stop()).toBe(0)
    await database.drop()
  })

  it('without either: every command ends with 1 and names both', async () => {
    const database = await freshPostgres()
    const env = { SECRET_KEY, DATABASE_URL: throughPgbouncer(database.url) }
    for (const args of [['migrate'], ['user', 'list'], ['serve', '--port', '0']]) {
      const { status, stderr } = tokenapi(folder(), args, { env })
      expect(stderr).toMatch(/PgBouncer .*DATABASE_PREPARE=false.*\?pgbouncer=true/)
      expect(status).toBe(1)
    }
    await database.drop()
  })
})
