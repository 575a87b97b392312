/** `tokenapi doctor --simulate`, against what follows from the format of a token, worked out by hand. */
import { createHash, createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'

import { copyDatabase, readCorpus } from '../../tokenapi/test/support/corpus.ts'
import {
  MARIADB,
  POSTGRES,
  freshMariadb,
  freshPostgres,
} from '../../tokenapi/test/support/databases.ts'
import { readConfig } from '../src/config/read-config.ts'
import { openDatabase } from '../src/database.ts'
import { localDate } from '../src/doctor/local-date.ts'
import { documentOf } from '../src/doctor/show-simulation.ts'
import { simulate } from '../src/doctor/simulate.ts'
import { CANARY, type Env, folder, tokenapi } from './support/run-doctor.ts'

const NEW = 'new-canary-key-8hB2x-which-is-long-as-well-as-it'
const OLD = 'old-canary-key-1mK6q-which-is-long-as-well-as-it'

interface Answer {
  readonly today: string
  readonly differs: boolean
  readonly users: { readonly active: number; readonly inactive: number } | null
  readonly loseSome: number
  readonly loseAll: number
  readonly tokens: readonly {
    readonly date: string
    readonly key: string
    readonly lost: number
    readonly of: number
  }[]
  readonly advice: readonly string[]
}

/** As people run it. */
const run = (settings: readonly string[], env: Env) =>
  tokenapi(['doctor', '--simulate', ...settings], { SECRET_KEY: CANARY, ...env })

/** The document of `--json`, without a process, which many rows of a table would wait for. */
async function answerTo(settings: readonly string[], env: Env): Promise<Answer> {
  const environment = { SECRET_KEY: CANARY, ...env }
  const config = readConfig(environment)
  const database = openDatabase(config, { patient: true })
  try {
    const answer = documentOf(await simulate(database, config, environment, settings))
    expect(JSON.stringify(answer)).not.toMatch(/canary/)
    return answer as Answer
  } finally {
    await database.store.close()
  }
}

const MS_PER_DAY = 86_400_000
const dateBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * MS_PER_DAY).toISOString().slice(0, 10)

interface Ring {
  readonly keys: readonly string[]
  readonly days: number
  /** Days by which "today" is another one. */
  readonly shift?: number
  readonly future?: number
}

/** The original's generator and check, from the description of its format. */
function tokenOf(
  key: string,
  user: { id: number | string; password: string },
  date: string,
): string {
  const day = (Date.parse(date) - Date.UTC(2001, 0, 1)) / MS_PER_DAY
  const derived = createHash('sha1')
    .update(`tokenapi.tokens.PasswordResetTokenGenerator${key}`)
    .digest()
  const hex = createHmac('sha1', derived).update(`${user.id}${user.password}${day}`).digest('hex')
  return `${day.toString(36)}-${[...hex].filter((_, i) => i % 2 === 0).join('')}`
}

function byHand(
  users: readonly { id: number | string; password: string; isActive: boolean }[],
  today: string,
  before: Ring,
  after: Ring,
): Pick<Answer, 'users' | 'loseSome' | 'loseAll' | 'tokens'> {
  const active = users.filter(({ isActive }) => isActive)
  const lostOf = new Map<unknown, number>()
  const tokens = before.keys.flatMap((key, i) =>
    Array.from({ length: before.days + 1 }, (_, n) => {
      const date = dateBefore(today, before.days - n)
      const age = before.days - n + (after.shift ?? 0)
      const inWindow = age <= after.days && -age <= (after.future ?? 1)
      let lost = 0
      for (const user of active) {
        const token = tokenOf(key, user, date)
        if (inWindow && after.keys.some((other) => tokenOf(other, user, date) === token)) continue
        lost++
        lostOf.set(user.id, (lostOf.get(user.id) ?? 0) + 1)
      }
      return { date, key: i === 0 ? 'current' : `fallback ${i}`, lost, of: active.length }
    }),
  )
  const all = [...lostOf.values()].filter((count) => count === tokens.length).length
  return {
    users: { active: active.length, inactive: users.length - active.length },
    loseSome: lostOf.size,
    loseAll: all,
    tokens,
  }
}

const recorded = readCorpus<{ users: { pk: number; password: string; is_active: boolean }[] }>(
  'users.json',
)
const USERS = recorded.users.map(({ pk, password, is_active }) => ({
  id: pk,
  password,
  isActive: is_active,
}))

const CHANGES: [string, string[], Env, Ring, Ring, RegExp[]][] = [
  [
    'another key',
    [`SECRET_KEY=${NEW}`],
    {},
    { keys: [CANARY], days: 7 },
    { keys: [NEW], days: 7 },
    [/^add the present SECRET_KEY to SECRET_KEY_FALLBACKS for 8 days/],
  ],
  [
    'another key, with the present one among the fallbacks',
    [`SECRET_KEY=${NEW}`, `SECRET_KEY_FALLBACKS=${CANARY}`],
    {},
    { keys: [CANARY], days: 7 },
    { keys: [NEW, CANARY], days: 7 },
    [],
  ],
  [
    'a fallback that is dropped, another that stays',
    [`SECRET_KEY_FALLBACKS=${NEW}`],
    { SECRET_KEY_FALLBACKS: `${OLD},${NEW}` },
    { keys: [CANARY, OLD, NEW], days: 7 },
    { keys: [CANARY, NEW], days: 7 },
    [/^keep fallback 1 .*8 days/],
  ],
  [
    'all fallbacks dropped',
    ['SECRET_KEY_FALLBACKS='],
    { SECRET_KEY_FALLBACKS: OLD },
    { keys: [CANARY, OLD], days: 7 },
    { keys: [CANARY], days: 7 },
    [/^keep fallback 1/],
  ],
  [
    'fewer days',
    ['TOKEN_TIMEOUT_DAYS=3'],
    {},
    { keys: [CANARY], days: 7 },
    { keys: [CANARY], days: 3 },
    [/^a shorter TOKEN_TIMEOUT_DAYS/],
  ],
  [
    'more days',
    ['TOKEN_TIMEOUT_DAYS=30'],
    {},
    { keys: [CANARY], days: 7 },
    { keys: [CANARY], days: 30 },
    [],
  ],
  [
    'fewer days and another key at once',
    ['TOKEN_TIMEOUT_DAYS=0', `SECRET_KEY=${NEW}`, `SECRET_KEY_FALLBACKS=${CANARY}`],
    { TOKEN_TIMEOUT_DAYS: '2', SECRET_KEY_FALLBACKS: OLD },
    { keys: [CANARY, OLD], days: 2 },
    { keys: [NEW, CANARY], days: 0 },
    [/^keep fallback 1 .*for 1 day/, /^a shorter/],
  ],
  [
    'a key that is weak',
    ['SECRET_KEY=weak-canary-weak-canary', `SECRET_KEY_FALLBACKS=${CANARY}`],
    { NODE_ENV: 'production' },
    { keys: [CANARY], days: 7 },
    { keys: ['weak-canary-weak-canary', CANARY], days: 7 },
    [/^a key that is new is shorter .* the server would not start$/],
  ],
  [
    'what only concerns tokens of the future, which nobody has',
    ['MAX_FUTURE_DAYS=0'],
    {},
    { keys: [CANARY], days: 7 },
    { keys: [CANARY], days: 7, future: 0 },
    [],
  ],
]

describe('the recorded users: as worked out by hand', () => {
  const url = `sqlite:${copyDatabase('django.sqlite3')}`
  it.each(CHANGES)('%s', async (_name, settings, env, before, after, advice) => {
    const answer = await answerTo(settings, { DATABASE_URL: url, ...env })
    expect(answer).toMatchObject({ differs: true, ...byHand(USERS, answer.today, before, after) })
    expect(answer.advice).toEqual(advice.map((each) => expect.stringMatching(each)))
  })

  it('another time zone: the date that it is there decides', async () => {
    // 25 hours apart: at any moment these two have dates that differ, by one day or two.
    const [east, west] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago']
    const dates = (): string => [east, west].map((zone) => localDate(zone, new Date())).join()
    let asked: string
    let there: Answer
    let back: Answer
    do {
      asked = dates()
      there = await answerTo([`TIME_ZONE=${west}`], { DATABASE_URL: url, TIME_ZONE: east })
      back = await answerTo([`TIME_ZONE=${east}`], { DATABASE_URL: url, TIME_ZONE: west })
      // Where a midnight came in between, the two answers are of different days.
    } while (asked !== dates())
    const days = (Date.parse(there.today) - Date.parse(back.today)) / MS_PER_DAY
    expect([1, 2]).toContain(days)
    const ring = { keys: [CANARY], days: 7 }
    expect(there).toMatchObject(byHand(USERS, there.today, ring, { ...ring, shift: -days }))
    expect(back).toMatchObject(byHand(USERS, back.today, ring, { ...ring, shift: days }))
    expect(back.tokens.filter(({ lost }) => lost > 0)).toHaveLength(days)
    expect(back.advice).toEqual([expect.stringMatching(/the same date$/)])
  })

  it('a key in a file, which keeps it out of the arguments; the key of the environment makes way', async () => {
    const file = join(folder(), 'new.secret')
    writeFileSync(file, `${NEW}\n`)
    const answer = await answerTo([`SECRET_KEY_FILE=${file}`], { DATABASE_URL: url })
    const ring = { keys: [CANARY], days: 7 }
    expect(answer).toMatchObject(byHand(USERS, answer.today, ring, { ...ring, keys: [NEW] }))
    const same = join(folder(), 'same.secret')
    writeFileSync(same, CANARY)
    expect(await answerTo([`SECRET_KEY_FILE=${same}`], { DATABASE_URL: url })).toMatchObject({
      differs: false,
    })
  })

  it('tokens that never end are all looked at', async () => {
    const env = { DATABASE_URL: url, TOKEN_TIMEOUT_DAYS: 'Infinity' }
    const answer = await answerTo(['TOKEN_TIMEOUT_DAYS=7'], env)
    const days = (Date.parse(answer.today) - Date.UTC(2001, 0, 1)) / MS_PER_DAY
    expect(answer.tokens).toHaveLength(days + 1)
    expect(answer.tokens.filter(({ lost }) => lost === 0).map(({ date }) => date)).toEqual(
      Array.from({ length: 8 }, (_, n) => dateBefore(answer.today, 7 - n)),
    )
    expect(answer).toMatchObject({ loseSome: 25, loseAll: 0 })
  })

  it('in words: how many users, which tokens, what to do, and no key', async () => {
    const settings = [`SECRET_KEY=${NEW}`, 'TOKEN_TIMEOUT_DAYS=3', `SECRET_KEY_FALLBACKS=${CANARY}`]
    const env = { DATABASE_URL: url, SECRET_KEY_FALLBACKS: OLD }
    const { status, stdout, stderr } = await run(settings, env)
    const today = /Today is (\S+) /.exec(stdout)?.[1] ?? ''
    const from = (days: number): string => dateBefore(today, days)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout)
      .toBe(`Change: SECRET_KEY, TOKEN_TIMEOUT_DAYS 7 → 3, SECRET_KEY_FALLBACKS. Today is ${today} (UTC).

25 of 25 active users would lose tokens, 0 of them all tokens.
2 inactive users are left out: their tokens are refused already.

DATE                      SIGNED BY    WOULD END FOR
${from(7)} to ${from(4)}  current      all 25 users
${from(3)} to ${from(0)}  current      none
${from(7)} to ${from(0)}  fallback 1   all 25 users

→ keep fallback 1 in SECRET_KEY_FALLBACKS, unless it stopped signing longer ago than its tokens last: for 4 days (TOKEN_TIMEOUT_DAYS + 1)
→ a shorter TOKEN_TIMEOUT_DAYS ends older tokens at once: their users must log in again
`)
  })

  it.each([
    [['TOKEN_TIMEOUT_DAYS=7']],
    [[`SECRET_KEY=${CANARY}`, 'SECRET_KEY_FALLBACKS=']],
    [['TIME_ZONE=UTC', 'COMPATIBILITY=']],
  ])('%j is what there is: said, and no user is looked at', async (settings) => {
    const none = { DATABASE_URL: `sqlite:${join(folder(), 'none')}` }
    const { status, stdout } = await run(settings, none)
    expect(status).toBe(0)
    expect(stdout).toContain('Keys, days and time zone are unchanged: no token would end.')
    expect(await answerTo(settings, none)).toMatchObject({
      differs: false,
      users: null,
      loseSome: 0,
      tokens: [],
    })
  })
})

describe('what is no proposal is one sentence, and no value is told', () => {
  const canary = 'canary-value'
  it.each<[string, string[], Env, RegExp]>([
    [
      'an unknown name',
      [`SECRET_KEYS=${canary}`],
      {},
      /argument 1 is not one of SECRET_KEY=…, .*COMPATIBILITY=…/,
    ],
    ['no name', ['TOKEN_TIMEOUT_DAYS=1', canary], {}, /argument 2 is not one of/],
    ['a setting of the database', ['DATABASE_URL=x'], {}, /argument 1 is not one of/],
    [
      'the same twice',
      ['COMPATIBILITY=django-tokenapi', 'COMPATIBILITY='],
      {},
      /COMPATIBILITY is given twice/,
    ],
    ['two keys', [`SECRET_KEY=${canary}`, 'SECRET_KEY_FILE=x'], {}, /not both/],
    ['nothing', [], {}, /name the settings/],
    ['a bad value', ['TOKEN_TIMEOUT_DAYS=soon'], {}, /must be a number of days, 0 or more/],
    ['no such time zone', ['TIME_ZONE=Mars'], {}, /TIME_ZONE.*"Mars"/],
    ['no such file', ['SECRET_KEY_FILE=./none'], {}, /none cannot be read/],
    ['no present key', [`SECRET_KEY=${canary}`], { SECRET_KEY: '' }, /no tokens to lose/],
  ])('%s', async (_name, settings, env, sentence) => {
    const url = `sqlite:${copyDatabase('django.sqlite3')}`
    const { status, stdout, stderr } = await run(settings, { DATABASE_URL: url, ...env })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toContain(canary)
  })
  it('settings without --simulate', async () => {
    const { status, stderr } = await tokenapi(['doctor', `SECRET_KEY=${canary}`])
    expect(status).toBe(1)
    expect(stderr).toBe('tokenapi: settings need `--simulate`\n')
  })
  it('a table that is not there', async () => {
    const url = `sqlite:${copyDatabase('django.sqlite3')}`
    const env = { DATABASE_URL: url, USERS_TABLE: 'people' }
    const { status, stderr } = await run(['TOKEN_TIMEOUT_DAYS=1'], env)
    expect(status).toBe(1)
    expect(stderr).toMatch(/no table "people"/)
  })
})

describe.each([
  ['PostgreSQL', POSTGRES, () => freshPostgres('django-postgres.sql')],
  ['MariaDB', MARIADB, () => freshMariadb('django-mariadb.sql')],
] as const)('over %s', (_name, server, fresh) => {
  it.skipIf(server === undefined)('the answer is the same', async () => {
    const database = await fresh()
    const settings = [`SECRET_KEY=${NEW}`, 'TOKEN_TIMEOUT_DAYS=3']
    const env = { DATABASE_URL: database.url, SECRET_KEY_FALLBACKS: NEW }
    const { status, stdout, stderr } = await run(['--json', ...settings], env)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).not.toMatch(/canary/)
    const answer = JSON.parse(stdout) as Answer
    const before = { keys: [CANARY, NEW], days: 7 }
    // The fallbacks of the environment stay, since none are proposed.
    expect(answer).toMatchObject(byHand(USERS, answer.today, before, { keys: [NEW], days: 3 }))
    await database.drop()
  })
})

it('keys that are uuids', async () => {
  const answer = await answerTo(['TOKEN_TIMEOUT_DAYS=3'], {
    DATABASE_URL: `sqlite:${copyDatabase('django-custom.sqlite3')}`,
    USERS_TABLE: 'members_member',
    USERS_USERNAME: 'email',
    USERS_IS_ACTIVE: 'none',
    USERS_ID_TYPE: 'uuid',
  })
  const { users } = readCorpus<{ users: { pk: string; password: string }[] }>('users-custom.json')
  const people = users.map(({ pk, password }) => ({ id: pk, password, isActive: true }))
  const ring = { keys: [CANARY], days: 7 }
  expect(answer).toMatchObject(byHand(people, answer.today, ring, { ...ring, days: 3 }))
})

it('twenty thousand users, every one, in little memory', async () => {
  const path = join(folder(), 'db.sqlite3')
  const database = new DatabaseSync(path)
  database.exec(`CREATE TABLE auth_user (id integer PRIMARY KEY, username text, password text, is_active bool);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO auth_user SELECT i, 'user-' || i, 'hash-' || i, i % 100 <> 0 FROM n`)
  database.close()
  const { status, stdout } = await tokenapi(
    ['doctor', '--simulate', '--json', 'TOKEN_TIMEOUT_DAYS=6', `SECRET_KEY_FALLBACKS=${OLD}`],
    { SECRET_KEY: CANARY, DATABASE_URL: `sqlite:${path}` },
    { node: ['--max-old-space-size=24'] },
  )
  expect(status).toBe(0)
  const answer = JSON.parse(stdout) as Answer
  expect(answer).toMatchObject({
    users: { active: 19_800, inactive: 200 },
    loseSome: 19_800,
    loseAll: 0,
  })
  expect(answer.tokens.map(({ lost }) => lost)).toEqual([19_800, 0, 0, 0, 0, 0, 0, 0])
})
