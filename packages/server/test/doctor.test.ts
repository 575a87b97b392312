/** Every finding of `tokenapi doctor`, on real databases, and that what it says to do helps. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { makePassword } from 'tokenapi/password'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { freePort } from '../../../scripts/services.mjs'
import { copyDatabase } from '../../tokenapi/test/support/corpus.ts'
import {
  type Database,
  MARIADB,
  POSTGRES,
  freshMariadb,
  freshPostgres,
  reducedRole,
} from '../../tokenapi/test/support/databases.ts'
import { checkClock } from '../src/doctor/check-clock.ts'
import { datesUntil, localDate } from '../src/doctor/local-date.ts'
import { iterationsOf, newHashLength } from '../src/doctor/new-hash.ts'
import {
  CANARY,
  type Env,
  diagnose,
  examined,
  folder,
  foundBy,
  tokenapi,
} from './support/run-doctor.ts'

const WEAK = 'weak-canary-weak-canary'
/** Refused wherever it runs. */
const SHORT = 'short-canary'
const OTHER = 'other-canary-key-3rT7p-which-is-long-as-well'

/** A SQLite database with a table of users and whatever `sql` makes of it. */
function sqlite(sql: string): string {
  const path = join(folder(), 'db.sqlite3')
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
  return `sqlite:${path}`
}

const users = (columns: string): string => sqlite(`CREATE TABLE auth_user (${columns})`)
const USERS =
  'id integer PRIMARY KEY, username varchar(150) NOT NULL, password varchar(128) NOT NULL, is_active bool NOT NULL'

/** What the recorded tables hold, whichever database they stand in. */
const RECORDED = [
  ['readable', 'pbkdf2_sha256', 13, undefined],
  ['readable', 'argon2', 1, '13'],
  ['readable', 'bcrypt', 1, '15'],
  ['readable', 'bcrypt_sha256', 1, '14'],
  ['readable', 'crypt', 1, '20'],
  ['readable', 'md5', 1, '17'],
  ['readable', 'pbkdf2_sha1', 1, '12'],
  ['readable', 'scrypt', 1, '21'],
  ['readable', 'sha1', 1, '16'],
  ['readable', 'unsalted_md5', 1, '19'],
  ['readable', 'unsalted_sha1', 1, '18'],
  ['unusable', undefined, 1, '30'],
  ['malformed', 'pbkdf2_sha256', 1, '31'],
  ['unknown', undefined, 1, '32'],
  ['empty', undefined, 1, '33'],
] as const

const KINDS = [
  {
    name: 'SQLite',
    there: true,
    fresh: async () => ({ url: `sqlite:${copyDatabase('django.sqlite3')}`, drop: async () => {} }),
  },
  {
    name: 'PostgreSQL',
    there: POSTGRES !== undefined,
    fresh: () => freshPostgres('django-postgres.sql'),
  },
  {
    name: 'MariaDB',
    there: MARIADB !== undefined,
    fresh: () => freshMariadb('django-mariadb.sql'),
  },
] as const

describe.each(KINDS)('the recorded users on $name', ({ there, fresh }) => {
  describe.skipIf(!there)('are counted by what their hashes are', () => {
    let database: { readonly url: string; drop(): Promise<void> }
    beforeAll(async () => {
      database = await fresh()
    })
    afterAll(() => database.drop())

    it('in JSON, for programs', async () => {
      const {
        status,
        ok,
        users: counted,
        findings,
      } = await diagnose({ DATABASE_URL: database.url })
      expect({ status, ok }).toEqual({ status: 0, ok: true })
      expect(counted).toMatchObject({ all: 27, active: 25 })
      const rows = counted?.hashes.map(({ state, algorithm, users: count, examples }) => [
        state,
        algorithm,
        count,
        count === 1 ? examples[0] : undefined,
      ])
      expect(new Set(rows)).toEqual(new Set(RECORDED))
      expect(new Set(findings.map(({ check }) => check)).size).toBe(13)
      const bare = findings.filter(({ level, fix }) => level !== 'ok' && fix === undefined)
      expect(bare).toEqual([])
    })

    it('in words, for people, and nothing is changed', async () => {
      const env = { SECRET_KEY: CANARY, SECRET_KEY_FALLBACKS: WEAK, DATABASE_URL: database.url }
      const { status, stdout, stderr } = await tokenapi(['doctor'], env)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toContain('27 users, 25 of them active; 23 hashes are readable')
      expect(stdout).toMatch(/^! hashes +1 user \(id 31\): .* truncated, .*\n +→ .*passwd --id 31/m)
      expect(stdout).toMatch(/^! hashes +1 user \(id 32\): .*not a known hash/m)
      expect(stdout).toMatch(/^· hashes +1 user \(id 33\): .*empty/m)
      expect(stdout).toMatch(/^· hashes +1 user \(id 30\): .*unusable|^· hashes +1 user \(id 30\)/m)
      expect(stdout).toMatch(/12 of 13 .*260000 iterations.*\n +→ .*PASSWORD_ITERATIONS=260000,/)
      expect(stdout).toMatch(/\d warnings, \d notes\.\n$/)
      for (const secret of [CANARY, WEAK, 'pbkdf2_sha256$', '0NmBqJmA', '49VqZRekY7']) {
        expect(stdout).not.toContain(secret)
      }
      const kept = await examined({ DATABASE_URL: database.url })
      expect(foundBy(kept, 'kept tokens')).toEqual([
        expect.stringMatching(/^ok: .*no table.*beside a Django/),
      ])
      expect(foundBy(kept, 'django')).toEqual([
        expect.stringMatching(
          /^note: Django’s migrations .* \| .*export UPGRADE_PASSWORDS=false\n.*PASSWORD_ITERATIONS=260000/s,
        ),
      ])
      const asked = await examined({ DATABASE_URL: database.url, UPGRADE_PASSWORDS: 'true' })
      expect(foundBy(asked, 'kept tokens')).toEqual([expect.stringMatching(/^note: .*no table/)])
      expect(foundBy(asked, 'django')).toEqual([
        expect.stringMatching(/^warning: .*ends the user’s tokens and sessions/),
      ])
    })

    it.each([
      ['fewer are weaker than what is made now', { PASSWORD_ITERATIONS: '260000' }, 8, 0],
      ['most have other iterations', { PASSWORD_ITERATIONS: '1000' }, 7, 1],
      ['another algorithm is made now', { PASSWORD_ALGORITHM: 'argon2' }, 22, 0],
    ])('%s', async (_name, settings, weaker, warnings) => {
      const found = await examined({ DATABASE_URL: database.url, ...settings })
      expect(found.users?.weakerHashes).toBe(weaker)
      expect(
        foundBy(found, 'hashes').filter((each) => each.includes('replaces those')).length,
      ).toBe(warnings)
    })
  })
})

describe('secret', () => {
  const url = users(USERS)
  const file = join(folder(), 'none')
  it.each<[string, Env, string[], number]>([
    ['strong', {}, [String.raw`^ok: `], 0],
    [
      'too short, also in development',
      { SECRET_KEY: SHORT },
      [String.raw`^problem: .*shorter than 16 .*does not start`],
      1,
    ],
    ['weak', { SECRET_KEY: WEAK }, [String.raw`^warning: .*shorter.*FALLBACKS for 8 days`], 0],
    [
      'weak, in production',
      { SECRET_KEY: WEAK, NODE_ENV: 'production' },
      [String.raw`^problem: .*does not start.*tokenapi secret`],
      1,
    ],
    [
      'none yet',
      { SECRET_KEY: '' },
      [String.raw`^warning: .*would make a key in .*tokenapi\.secret`],
      0,
    ],
    [
      'none, in production',
      { SECRET_KEY: '', NODE_ENV: 'production' },
      [String.raw`^problem: .*SECRET_KEY is not set: set it`],
      1,
    ],
    [
      'a file that is not there',
      { SECRET_KEY: '', SECRET_KEY_FILE: file },
      [String.raw`^problem: .*none cannot be read`],
      1,
    ],
  ])('%s', async (_name, env, expected, status) => {
    const found = await examined({ DATABASE_URL: url, ...env })
    expect(foundBy(found, 'secret')).toEqual(expected.map((each) => expect.stringMatching(each)))
    expect(found.ok ? 0 : 1).toBe(status)
    expect(JSON.stringify(found)).not.toMatch(/canary/)
    // Above all no key is made by looking for one.
    expect(existsSync(join(url.slice('sqlite:'.length), '..', 'tokenapi.secret'))).toBe(false)
  })

  it('a key that a first start has made is taken', async () => {
    const path = join(url.slice('sqlite:'.length), '..', 'tokenapi.secret')
    writeFileSync(path, CANARY)
    const found = await examined({ DATABASE_URL: url, SECRET_KEY: '' })
    expect(foundBy(found, 'secret')).toEqual([expect.stringMatching(/^ok/)])
  })

  it.each<[string, Env, RegExp[], number]>([
    ['none', {}, [/^ok: not set/], 0],
    [
      'one',
      { SECRET_KEY_FALLBACKS: OTHER },
      [/^note: one further key .*for 8 days \(TOKEN_TIMEOUT_DAYS \+ 1\) after/],
      0,
    ],
    [
      'how long follows the setting',
      { SECRET_KEY_FALLBACKS: OTHER, TOKEN_TIMEOUT_DAYS: '0.5' },
      [/for 1 day \(/],
      0,
    ],
    [
      'tokens that never end',
      { SECRET_KEY_FALLBACKS: OTHER, TOKEN_TIMEOUT_DAYS: 'Infinity' },
      [/for ever/],
      0,
    ],
    [
      'the signing key once more, and one twice',
      { SECRET_KEY_FALLBACKS: `${CANARY},${OTHER},${OTHER}` },
      [
        /^note: 3 further keys/,
        /^warning: fallback 1 is the same key as SECRET_KEY/,
        /^warning: fallback 3 is the same key as fallback 2/,
      ],
      0,
    ],
    [
      'too short, also in development',
      { SECRET_KEY_FALLBACKS: SHORT },
      [/^note/, /^problem: fallback 1 is shorter than 16 .*does not start/],
      1,
    ],
    ['weak', { SECRET_KEY_FALLBACKS: WEAK }, [/^note/, /^warning: fallback 1 is shorter/], 0],
    [
      'weak, in production',
      { SECRET_KEY_FALLBACKS: WEAK, NODE_ENV: 'production' },
      [/^note/, /^problem: fallback 1 is shorter.*does not start/],
      1,
    ],
  ])('fallbacks: %s', async (_name, env, expected, status) => {
    const found = await examined({ DATABASE_URL: url, ...env })
    expect(foundBy(found, 'fallbacks')).toEqual(expected.map((each) => expect.stringMatching(each)))
    expect(found.ok ? 0 : 1).toBe(status)
    expect(JSON.stringify(found)).not.toMatch(/canary/)
  })
})

describe('time zone and dates', () => {
  it.each([
    ['UTC', /^note: today is \d{4}-\d\d-\d\d in UTC.*TIME_ZONE = 'UTC' in Django too/],
    ['Pacific/Kiritimati', /^note: .*TIME_ZONE = 'Pacific\/Kiritimati'/],
  ])('%s', async (zone, expected) => {
    const found = await examined({ DATABASE_URL: users(USERS), TIME_ZONE: zone })
    expect(foundBy(found, 'time zone')).toEqual([expect.stringMatching(expected)])
    expect(found.ok).toBe(true)
  })
  it('an unknown zone is refused with the other settings', async () => {
    const examining = examined({ DATABASE_URL: users(USERS), TIME_ZONE: 'Mars/Olympus' })
    await expect(examining).rejects.toThrow(/TIME_ZONE must be an IANA name.*"Mars\/Olympus"/)
  })
  it.each([
    ['UTC', '2026-02-28T23:59:59Z', '2026-02-28'],
    ['Pacific/Kiritimati', '2026-02-28T23:59:59Z', '2026-03-01'],
    ['Pacific/Pago_Pago', '2026-01-01T00:00:00Z', '2025-12-31'],
  ])('in %s it is at %s the %s', (zone, instant, date) => {
    expect(localDate(zone, new Date(instant))).toBe(date)
  })
  it.each([
    ['2026-03-01', 1.5, ['2026-02-28', '2026-03-01']],
    ['2026-03-01', 0, ['2026-03-01']],
    ['2001-01-02', Infinity, ['2001-01-01', '2001-01-02']],
  ])('until %s, from %s days before', (last, days, dates) => {
    expect(datesUntil(last, days).map((date) => date.toISOString().slice(0, 10))).toEqual(dates)
  })
})

describe('clock', () => {
  const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1_000)
  it.each([
    ['the same', 0, 'ok', /agree/],
    ['slow to answer: anything between asking and answer is right', 2, 'ok', /agree/],
    ['four seconds behind us', -4, 'ok', /agree/],
    ['a minute behind us', -60, 'warning', /ours? clock is 60 seconds ahead of/],
    ['a minute before us', 63, 'warning', /60 seconds behind/],
    ['an hour behind us', -3_600, 'warning', /60 minutes ahead/],
    ['more than an hour', -3_601, 'problem', /60 minutes ahead/],
    ['a day', 86_403, 'problem', /24 hours behind.*/],
  ])('%s', (_name, seconds, level, what) => {
    expect(checkClock(at(seconds), at(0), at(3))).toMatchObject({
      level,
      what: expect.stringMatching(what),
    })
  })
})

describe('table and columns', () => {
  const uuid = USERS.replace('integer', 'char(32)')
  it.each<[string, string, Env, RegExp[], number]>([
    ['fine', users(USERS), {}, [/^ok: the columns of key, user name/], 0],
    [
      'columns of other names',
      users(USERS),
      { USERS_USERNAME: 'email', USERS_IS_ACTIVE: 'live' },
      [
        /^problem: .*no column "email".*USERS_USERNAME to .*id, username, password, is_active/,
        /^problem: .*no column "live".*USERS_IS_ACTIVE .*"none"/,
      ],
      1,
    ],
    ['no such column, and said so', users(USERS), { USERS_IS_ACTIVE: 'none' }, [/^ok/], 0],
    [
      'a key of another type',
      users(uuid),
      { USERS_ID_TYPE: 'bigint' },
      [/^problem: the key "id" is of type char\(32\).*USERS_ID_TYPE=string/],
      1,
    ],
    ['the key’s own type', users(uuid), { USERS_ID_TYPE: 'uuid' }, [/^ok/], 0],
    [
      'user names that may be NULL, and are short',
      users(USERS.replace('username varchar(150) NOT NULL', 'username varchar(30)')),
      {},
      [/^warning: "username" may be NULL/, /^warning: "username" holds 30 characters/],
      0,
    ],
    [
      'a password column in which hashes of today fit, and others not',
      users(USERS.replace('128', '100')),
      {},
      [/^warning: "password" holds 100 characters.*128/],
      0,
    ],
    [
      'a password column in which no hash fits',
      users(USERS.replace('128', '80')),
      {},
      [/^problem: "password" holds 80 characters, and a new hash has 89/],
      1,
    ],
    [
      'a password column in which no hash of this algorithm fits',
      users(USERS.replace('128', '100')),
      { PASSWORD_ALGORITHM: 'scrypt' },
      [/^problem: "password" holds 100 characters, and a new hash has 128/],
      1,
    ],
  ])('%s', async (_name, url, env, expected, status) => {
    const found = await examined({ DATABASE_URL: url, ...env })
    expect(foundBy(found, 'columns')).toEqual(expected.map((each) => expect.stringMatching(each)))
    expect(found.ok ? 0 : 1).toBe(status)
  })

  it('no table: nothing else is made of it', async () => {
    const found = await examined({ DATABASE_URL: sqlite(''), USERS_TABLE: 'people' })
    expect(foundBy(found, 'table')).toEqual([
      expect.stringMatching(/^problem: there is no table "people".*tokenapi migrate.*USERS_TABLE/),
    ])
    expect(foundBy(found, 'rights')).toEqual([expect.stringMatching(/^ok/)])
    expect(foundBy(found, 'hashes')).toEqual([expect.stringMatching(/^note: .*not looked at/)])
    expect(found).toMatchObject({ ok: false, users: null })
  })

  it.each([
    [{ iterations: 1_000 }, { PASSWORD_ITERATIONS: 1_000 }],
    [{ algorithm: 'scrypt' }, { PASSWORD_ALGORITHM: 'scrypt' }],
    [{ algorithm: 'argon2' }, { PASSWORD_ALGORITHM: 'argon2' }],
    [{}, {}],
  ] as const)('a hash made with %j is as long as we say', async (options, config) => {
    const hash = await makePassword('x', options)
    expect(newHashLength(config)).toBe(hash.length)
    if (!('algorithm' in options)) expect(hash.split('$')[1]).toBe(String(iterationsOf(config)))
  })
})

describe('the database', () => {
  it.each([
    ['is not there', () => `sqlite:${join(folder(), 'none')}`, /tokenapi migrate/],
    [
      'is none',
      () => {
        const path = join(folder(), 'text')
        writeFileSync(path, 'no database at all, but a text of some length'.repeat(30))
        return `sqlite:${path}`
      },
      /is not a SQLite database/,
    ],
  ])('%s: a problem beside the others', async (_name, url, fix) => {
    const found = await examined({ DATABASE_URL: url() })
    expect(foundBy(found, 'database')).toEqual([
      expect.stringMatching(/^problem: .*cannot be used/),
    ])
    expect(foundBy(found, 'database')[0]).toMatch(fix)
    expect(foundBy(found, 'secret')).toHaveLength(1)
    expect(found).toMatchObject({ ok: false, users: null })
  })

  it.each(['postgres', 'mysql'])('%s is down: exit code 3 and one sentence', async (scheme) => {
    const url = `${scheme}://maria:canary-password@127.0.0.1:${await freePort()}/db`
    const env = { SECRET_KEY: CANARY, DATABASE_URL: url }
    for (const args of [
      ['doctor', '--json'],
      ['doctor', '--simulate', 'TOKEN_TIMEOUT_DAYS=1'],
    ]) {
      const { status, stdout, stderr } = await tokenapi(args, env)
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
      expect(stderr).toMatch(/^tokenapi: the database does not answer \(.*ECONNREFUSED.*\)\n$/)
      expect(stderr).not.toContain('canary')
    }
  })
})

it('SQLite: a user name that ignores case is seen, however the column came to it', async () => {
  const found = await examined({
    DATABASE_URL: users(USERS.replace('(150)', '(150) COLLATE NOCASE')),
  })
  expect(foundBy(found, 'collation')).toEqual([
    expect.stringMatching(/^warning: .*cannot both exist.*refused here.*table anew/s),
  ])
  expect(foundBy(await examined({ DATABASE_URL: users(USERS) }), 'collation')).toEqual([
    expect.stringMatching(/^ok/),
  ])
})

describe('hashes', () => {
  const rows = (hash: string, count = 1): string =>
    sqlite(`CREATE TABLE auth_user (${USERS});
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO auth_user SELECT i, 'user-' || i, '${hash}', 1 FROM n`)

  it.each([
    [
      'bcrypt',
      'bcrypt$$2b$04$obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa',
      '@node-rs/bcrypt',
    ],
    ['crypt', 'crypt$$Wvd.YnrC71EQc', 'unix-crypt-td-js'],
  ])('%s without its package', async (algorithm, hash, name) => {
    // As if nothing of that kind were installed: the loader is the one of node itself.
    const hook = `import { registerHooks } from 'node:module'
      registerHooks({ resolve(name, context, next) {
        if (!/crypt/.test(name) || name.includes(':') || name.startsWith('.')) return next(name, context)
        throw Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' })
      } })`
    const node = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`]
    // Its package is asked for where it may log in.
    const named = algorithm === 'crypt' ? { ALLOWED_HASHES: 'pbkdf2_sha256,crypt' } : {}
    const env = { DATABASE_URL: rows(hash, 5), ...named }
    const without = await diagnose(env, { node })
    expect(without.status).toBe(1)
    expect(foundBy(without, 'hashes')).toContainEqual(
      expect.stringMatching(
        new RegExp(
          String.raw`^problem: 5 users \(ids 1, 2, 3, …\): .*${algorithm}.*npm install ${name}$`,
        ),
      ),
    )
    expect((await diagnose(env)).status).toBe(0)
  })

  it.each<[string, Env, RegExp]>([
    [
      'left, without a place for kept tokens',
      {},
      /and stays? as (?:they are|it is) \| see kept tokens/,
    ],
    ['left, where that is wanted', { UPGRADE_PASSWORDS: 'false' }, /\| UPGRADE_PASSWORDS=true/],
    [
      'made anew as Django does it',
      { COMPATIBILITY: 'django-tokenapi' },
      /ends the user’s other tokens \(COMPATIBILITY\)/,
    ],
  ])('weaker ones are %s', async (_name, env, expected) => {
    const found = await examined({
      DATABASE_URL: rows(await makePassword('x', { iterations: 9 })),
      ...env,
    })
    expect(foundBy(found, 'hashes')).toContainEqual(expect.stringMatching(expected))
    const kept =
      (env['COMPATIBILITY'] ?? env['UPGRADE_PASSWORDS'])
        ? /^ok: .*COMPATIBILITY|^ok: .*UPGRADE/
        : /^note/
    expect(foundBy(found, 'kept tokens')).toEqual([expect.stringMatching(kept)])
  })

  it('after `tokenapi migrate` they are made anew, and no token ends', async () => {
    const env = { DATABASE_URL: rows(await makePassword('x', { iterations: 9 })) }
    expect((await tokenapi(['migrate'], env)).status).toBe(0)
    const found = await examined(env)
    expect(foundBy(found, 'hashes')).toContainEqual(expect.stringMatching(/which ends no token/))
    expect(foundBy(found, 'kept tokens')).toEqual([
      expect.stringMatching(/^ok: .*exists: a new hash/),
    ])
  })

  it.each<[string, string, Env, RegExp | undefined]>([
    [
      'a plain digest may not log in',
      'md5$salt$d42a0f742ffc1be4e1cc0845c2429c97',
      {},
      /^warning: 1 user \(id 1\): .*md5, which is not allowed to log in \| .*ALLOWED_HASHES=argon2,.*,scrypt,md5$/,
    ],
    [
      'unless it is named',
      'md5$salt$d42a0f742ffc1be4e1cc0845c2429c97',
      { ALLOWED_HASHES: 'pbkdf2_sha256, md5' },
      undefined,
    ],
    [
      'or all that Django reads may',
      'md5$salt$d42a0f742ffc1be4e1cc0845c2429c97',
      { COMPATIBILITY: 'django-tokenapi' },
      undefined,
    ],
    [
      'an application’s own bcrypt hash may',
      `$2y$04$${'a'.repeat(21)}u${'b'.repeat(30)}O`,
      {},
      undefined,
    ],
    [
      'but not with COMPATIBILITY',
      `$2y$04$${'a'.repeat(21)}u${'b'.repeat(30)}O`,
      { COMPATIBILITY: 'django-tokenapi' },
      /^warning: .*bcrypt, without Django’s name.* \| ALLOWED_HASHES=/,
    ],
    [
      'a hash of another program is named',
      '$6$saltsalt$LlDNHQ2vVQfrGbE0L2rPRVnRdDbS0J0OJ5Mhd8YpaRGpNFNbNAAqCLQCqDjVcYpKyqBnbGO.2cAA0r9aSpmSk/',
      {},
      /^warning: .*hash is of .*crypt.*, which tokenapi cannot read.*passwd --id 1/,
    ],
  ])('%s', async (_name, hash, env, expected) => {
    const found = await examined({ DATABASE_URL: rows(hash), ...env })
    const warnings = foundBy(found, 'hashes').filter((each) => each.startsWith('warning'))
    expect(warnings).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)])
  })

  it('twenty thousand in little memory', async () => {
    const env = { DATABASE_URL: rows('!', 20_000) }
    const found = await diagnose(env, { node: ['--max-old-space-size=24'] })
    expect(found.users).toMatchObject({ all: 20_000, active: 20_000 })
    expect(found.users?.hashes).toEqual([
      { state: 'unusable', users: 20_000, examples: ['1', '2', '3'] },
    ])
  })
})

/** The statements in a fix, to be run by the superuser. */
const statements = (found: string): string[] =>
  found.split('\n').filter((line) => /^(?:GRANT|CREATE|ALTER)/.test(line))

const SERVERS = [
  {
    name: 'PostgreSQL',
    there: POSTGRES !== undefined,
    fresh: () => freshPostgres('django-postgres.sql'),
    own: /^warning: the role \w+ has all rights/,
    creator: async ({ query, url }: Database, role: string) => {
      await query('GRANT CREATE ON SCHEMA public TO PUBLIC')
      return { url, role }
    },
  },
  {
    name: 'MariaDB',
    there: MARIADB !== undefined,
    fresh: () => freshMariadb('django-mariadb.sql'),
    own: /^warning: the role '\w+'@'[\w.]+' has all rights/,
    creator: async ({ query, url }: Database, role: string) => {
      const { pathname, username } = new URL(role)
      await query(`GRANT CREATE ON ${pathname.slice(1)}.* TO '${username}'@'127.0.0.1'`)
      return { url, role }
    },
  },
] as const

describe.each(SERVERS)('rights on $name', ({ there, fresh, own, creator }) => {
  describe.skipIf(!there)('of roles', () => {
    let database: Database
    beforeAll(async () => {
      database = await fresh()
      expect((await tokenapi(['migrate'], { DATABASE_URL: database.url })).status).toBe(0)
    })
    afterAll(() => database.drop())

    it('more than enough: the statements for a role that may just run the server', async () => {
      const found = await examined({ DATABASE_URL: database.url })
      const [rights = ''] = foundBy(found, 'rights')
      expect(rights).toMatch(own)
      expect(statements(rights)).toEqual([
        expect.stringMatching(/^CREATE (?:ROLE|USER) '?tokenapi_server/),
        expect.stringMatching(/^GRANT SELECT ON .auth_user. TO/),
        expect.stringMatching(/^GRANT UPDATE \(.password.\) ON .auth_user. TO/),
        expect.stringMatching(/^GRANT SELECT, INSERT, UPDATE, DELETE ON .tokenapi_kept_tokens. TO/),
        expect.stringMatching(/^GRANT SELECT, INSERT, UPDATE, DELETE ON .tokenapi_counters. TO/),
      ])
      expect(found.ok).toBe(true)
    })

    it('what is lacking is named, and granted by the statements that are printed', async () => {
      const url = await reducedRole(database, {
        auth_user: 'SELECT (id, username, is_active, password)',
      })
      // Asked for by name: beside a Django nothing is written otherwise.
      const lacking = await examined({ DATABASE_URL: url, UPGRADE_PASSWORDS: 'true' })
      expect(foundBy(lacking, 'rights')).toEqual([
        expect.stringMatching(/^note: our role may not change "password"/),
      ])
      // MariaDB shows a role nothing of what it may not touch.
      expect(foundBy(lacking, 'kept tokens')).toEqual([
        expect.stringMatching(/^problem: .*does not start|^note: .*may not see it/),
      ])
      for (const sql of foundBy(lacking, 'rights').flatMap(statements)) await database.query(sql)
      const { username } = new URL(url)
      const admin = foundBy(await examined({ DATABASE_URL: database.url }), 'rights')[0] ?? ''
      const [, ...grants] = statements(admin)
      for (const sql of grants)
        await database.query(sql.replace('tokenapi_server', username).replace('%', '127.0.0.1'))
      const enough = await examined({ DATABASE_URL: url, UPGRADE_PASSWORDS: 'true' })
      expect(foundBy(enough, 'rights')).toEqual([expect.stringMatching(/^ok: the role/)])
      expect(foundBy(enough, 'kept tokens')).toEqual([expect.stringMatching(/^ok/)])
      expect(enough).toMatchObject({ ok: true, users: { all: 27 } })

      await creator(database, url)
      const surplus = await examined({ DATABASE_URL: url })
      expect(foundBy(surplus, 'rights')).toEqual([
        expect.stringMatching(/^warning: .*can create tables: more than/),
      ])
    })

    it('kept tokens that may be read and not written', async () => {
      const url = await reducedRole(database, {
        auth_user: 'SELECT, UPDATE',
        tokenapi_kept_tokens: 'SELECT',
      })
      const found = await examined({ DATABASE_URL: url })
      const [kept = ''] = foundBy(found, 'kept tokens')
      expect(kept).toMatch(/^note: .*and not write it/)
      expect(foundBy(found, 'hashes')).toContainEqual(expect.stringMatching(/stays? as/))
      for (const sql of statements(kept)) await database.query(sql)
      expect(foundBy(await examined({ DATABASE_URL: url }), 'kept tokens')).toEqual([
        expect.stringMatching(/^ok/),
      ])
    })

    it('kept tokens that may be written and not read: the server would not start', async () => {
      const url = await reducedRole(database, {
        auth_user: 'SELECT, UPDATE',
        tokenapi_kept_tokens: 'INSERT, DELETE',
      })
      const found = await examined({ DATABASE_URL: url })
      expect(foundBy(found, 'kept tokens')).toEqual([
        expect.stringMatching(/^problem: .*does not start/),
      ])
      expect((await tokenapi(['user', 'list'], { DATABASE_URL: url })).status).toBe(1)
    })

    it('users that may not be read', async () => {
      const url = await reducedRole(database, {
        auth_user: 'INSERT, UPDATE, DELETE',
        tokenapi_kept_tokens: 'SELECT, INSERT, UPDATE, DELETE',
      })
      const found = await examined({ DATABASE_URL: url })
      const [first = ''] = foundBy(found, 'rights')
      expect(first).toMatch(/^problem: our role may not read "auth_user"/)
      expect(foundBy(found, 'hashes')).toEqual([expect.stringMatching(/not looked at/)])
      expect(found.ok).toBe(false)
      for (const sql of statements(first)) await database.query(sql)
      expect(await examined({ DATABASE_URL: url })).toMatchObject({ ok: true, users: { all: 27 } })
    })
  })
})

describe.skipIf(MARIADB === undefined)('MariaDB', () => {
  it('compares names by its collation until the column is changed as it says', async () => {
    const database = await freshMariadb('django-mariadb.sql')
    const [before = ''] = foundBy(await examined({ DATABASE_URL: database.url }), 'collation')
    expect(before).toMatch(/^warning: .*utf8mb4_general_ci.*cannot both exist.*refused here/s)
    expect(statements(before)).toEqual([
      'ALTER TABLE `auth_user` MODIFY `username` varchar(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL;',
    ])
    for (const sql of statements(before)) await database.query(sql)
    expect(foundBy(await examined({ DATABASE_URL: database.url }), 'collation')).toEqual([
      expect.stringMatching(/^ok/),
    ])
    await database.drop()
  })

  it('a key of another type', async () => {
    const database = await freshMariadb('django-mariadb.sql')
    // A copy: others refer to Django's.
    await database.query('CREATE TABLE people SELECT * FROM auth_user')
    await database.query('ALTER TABLE people MODIFY id bigint NOT NULL PRIMARY KEY')
    const env = { DATABASE_URL: database.url, USERS_TABLE: 'people' }
    const found = await examined(env)
    expect(foundBy(found, 'columns')).toEqual([expect.stringMatching(/USERS_ID_TYPE=bigint$/)])
    expect(found.ok).toBe(false)
    const told = await examined({ ...env, USERS_ID_TYPE: 'bigint' })
    expect(told).toMatchObject({ ok: true, users: { all: 27 } })
    await database.drop()
  })
})

describe.skipIf(POSTGRES === undefined)('PostgreSQL', () => {
  it.each([
    ['citext', 'CREATE EXTENSION citext', 'citext'],
    [
      'a collation that ignores case',
      "CREATE COLLATION ignoring (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
      'varchar(150) COLLATE ignoring',
    ],
  ])('%s, until the column is changed as it says', async (_name, prepare, type) => {
    const database = await freshPostgres('django-postgres.sql')
    await database.query(prepare)
    // Django's second index, for LIKE, takes no such column.
    await database.query('DROP INDEX auth_user_username_6821ab7c_like')
    await database.query(`ALTER TABLE auth_user ALTER username TYPE ${type}`)
    const [before = ''] = foundBy(await examined({ DATABASE_URL: database.url }), 'collation')
    expect(before).toMatch(/^warning/)
    for (const sql of statements(before)) await database.query(sql)
    expect(foundBy(await examined({ DATABASE_URL: database.url }), 'collation')).toEqual([
      expect.stringMatching(/^ok/),
    ])
    await database.drop()
  })

  it('a clock that differs from ours', async () => {
    const database = await freshPostgres('django-postgres.sql')
    const url = await reducedRole(database, { auth_user: 'SELECT' })
    const { username } = new URL(url)
    // A role that is told another time by a function of the same name.
    await database.query('CREATE SCHEMA late')
    await database.query(
      "CREATE FUNCTION late.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.clock_timestamp() - interval ''2 hours'''",
    )
    await database.query(`GRANT USAGE ON SCHEMA late TO ${username}`)
    await database.query(`ALTER ROLE ${username} SET search_path = late, pg_catalog, public`)
    const found = await examined({ DATABASE_URL: url })
    expect(foundBy(found, 'clock')).toEqual([
      expect.stringMatching(/^problem: our clock is 2 hours ahead of the database’s.*NTP/),
    ])
    expect(found.ok).toBe(false)
    await database.drop()
  })
})

describe('docs/doctor.md shows what is printed', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/doctor.md'), 'utf8')
  const shown = (command: string): string =>
    page.split(`$ ${command}`)[1]?.split('```')[0]?.replace(/^.*\n/, '') ?? ''
  /** Dates and the version of SQLite are those of the day. */
  const timeless = (text: string): string =>
    text.replace(/\d{4}-\d\d-\d\d/g, 'DATE').replace(/SQLite [\d.]+/, 'SQLite')
  const env = { SECRET_KEY: CANARY, DATABASE_URL: `sqlite:${copyDatabase('django.sqlite3')}` }

  it.each([
    ['tokenapi doctor', ['doctor']],
    [
      'tokenapi doctor --simulate',
      ['doctor', '--simulate', 'SECRET_KEY_FILE=./new.secret', 'TOKEN_TIMEOUT_DAYS=3'],
    ],
  ])('%s', async (command, args) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'new.secret'), OTHER)
    const { stdout } = await tokenapi(args, env, { cwd })
    expect(timeless(shown(command))).toBe(timeless(stdout))
  })
})
