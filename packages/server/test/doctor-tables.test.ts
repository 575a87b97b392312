/** What `tokenapi doctor` says of tables that applications made themselves. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { makePassword } from '../../tokenapi/src/password/index.ts'
import { freshMariadb, freshPostgres } from '../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../tokenapi/test/support/peers/each-peer.ts'
import { newHashLength } from '../src/doctor/new-hash.ts'
import { type Env, examined, folder, foundBy } from './support/run-doctor.ts'

interface Bench {
  readonly env: Env
  run(sql: string): Promise<unknown>
}

const BENCHES: readonly (readonly [name: string, open: () => Promise<Bench>])[] = [
  [
    'SQLite',
    async () => {
      const path = join(folder(), 'app.sqlite3')
      const database = new DatabaseSync(path)
      return { env: { DATABASE_URL: `sqlite:${path}` }, run: async (sql) => database.exec(sql) }
    },
  ],
  ...[['PostgreSQL', freshPostgres] as const, ['MariaDB', freshMariadb] as const].map(
    ([name, fresh]) =>
      [
        name,
        async () => {
          const { url, query } = await fresh()
          return { env: { DATABASE_URL: url }, run: (sql: string) => query(sql) }
        },
      ] as const,
  ),
]

describeEachPeer(BENCHES)('%s', (_name, open) => {
  it('two users of one name, which no unique index forbids', async () => {
    const { env, run } = await open()
    await run(
      'CREATE TABLE people (id int PRIMARY KEY, username varchar(150) NOT NULL, password varchar(128) NOT NULL, is_active int NOT NULL)',
    )
    const settings = { ...env, USERS_TABLE: 'people' }
    const columns = async (): Promise<string> =>
      foundBy(await examined(settings), 'indexes').join('\n')
    expect(await columns()).toMatch(
      /warning: no unique index is to be seen on "username" of "people"/,
    )
    expect(await columns()).not.toMatch(/"id"/)
    await run("INSERT INTO people VALUES (1, 'sam', '!', 1), (2, 'sam', '!', 1)")
    expect(await columns()).toMatch(
      /problem: a user name occurs twice in "username" of "people": only one of them can log in \| give "username" a unique index/,
    )
    await run("UPDATE people SET username = 'zoe' WHERE id = 2")
    await run('CREATE UNIQUE INDEX names ON people (username)')
    expect(await columns()).not.toMatch(/unique/)
  })

  it('nobody is active, and a column that says so in words', async () => {
    const { env, run } = await open()
    await run(
      'CREATE TABLE people (id int PRIMARY KEY, username varchar(150) NOT NULL UNIQUE, password varchar(128) NOT NULL, disabled int NOT NULL, status varchar(10) NOT NULL)',
    )
    const hash = await makePassword('x', { iterations: 1_000 })
    await run(`INSERT INTO people VALUES (1, 'sam', '${hash}', 0, 'active')`)
    const settings = { ...env, USERS_TABLE: 'people', USERS_IS_ACTIVE: 'disabled' }
    const wrong = await examined(settings)
    expect(wrong.ok).toBe(false)
    expect(foundBy(wrong, 'hashes').join('\n')).toMatch(
      /problem: no user can log in: no user is active \| .*USERS_IS_ACTIVE_WHEN/,
    )
    const right = await examined({ ...settings, USERS_IS_ACTIVE_WHEN: 'false' })
    expect(right).toMatchObject({ ok: true, users: { active: 1 } })

    const text = await examined({ ...settings, USERS_IS_ACTIVE: 'status' })
    expect(text.ok).toBe(false)
    expect(foundBy(text, 'columns').join('\n')).toMatch(
      /problem: the column for active users "status" .*the server does not start/,
    )
    const named = await examined({
      ...settings,
      USERS_IS_ACTIVE: 'status',
      USERS_IS_ACTIVE_WHEN: 'active',
    })
    expect(named).toMatchObject({ ok: true, users: { active: 1 } })
  })
})

describe('settings', () => {
  const KEY = 'canary-key-5wQ9x-of-these-tests-long-enough'
  it.each([
    [`${KEY}\r`, /warning: SECRET_KEY begins or ends with white space or a line break/],
    [` ${KEY}`, /warning: SECRET_KEY begins or ends with white space/],
    [`"${KEY}"`, /warning: SECRET_KEY is in quotation marks/],
  ])('a key that a shell or a file has changed: %j', async (key, finding) => {
    const path = join(folder(), 'none.sqlite3')
    const found = foundBy(
      await examined({ SECRET_KEY: key, DATABASE_URL: `sqlite:${path}` }),
      'secret',
    )
    expect(found.join('\n')).toMatch(finding)
    expect(found.join('\n')).not.toContain('canary')
  })

  it.each(['pbkdf2_sha256', 'scrypt', 'argon2'] as const)(
    'a new hash of %s has as many characters as is said',
    async (algorithm) => {
      const options =
        algorithm === 'pbkdf2_sha256' ? { algorithm, iterations: 1_000 } : { algorithm }
      const hash = await makePassword('x', options)
      const settings = algorithm === 'pbkdf2_sha256' ? { PASSWORD_ITERATIONS: 1_000 } : {}
      expect(newHashLength({ PASSWORD_ALGORITHM: algorithm, ...settings })).toBe(hash.length)
    },
  )
})
