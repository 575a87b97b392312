/** What an explanation finds of usual mistakes, and what it advises. */
import { describe, expect, it } from 'vitest'

import {
  ConfigError,
  type Credentials,
  type Explanation,
  type StoredUser,
  type UserId,
  type UserStore,
  createTokenApi,
  describeExplanation,
} from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { fakeClock } from '../../src/testing/index.ts'

const SECRET = 'a secret key of these tests, long enough'
const OTHER = 'another secret key of these tests, long enough'
const HASH = 'pbkdf2_sha256$600000$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
const USERS = [
  { id: 1, username: 'maria', password: HASH },
  { id: 2, username: 'bob', password: HASH, isActive: false },
  { id: 3, username: 'zoe', password: 'not a hash' },
]
async function userOf({ findById }: UserStore, id: UserId): Promise<StoredUser> {
  const user = await findById(id)
  if (user === undefined) throw new Error('a user of these tests is missing')
  return user
}

const clock = fakeClock('2026-01-10T12:00:00Z')
const store = memoryStore(USERS)
const apiWith = (options: object = {}) =>
  createTokenApi({ secretKey: SECRET, store, now: clock.now, loginThrottle: false, ...options })
const api = apiWith()
const maria = await userOf(store, 1)
const bob = await userOf(store, 2)
const token = api.makeToken(maria)
const tokenOf = (days: number, options: object = {}): string => {
  const at = fakeClock('2026-01-10T12:00:00Z')
  at.advance({ days })
  return apiWith({ now: at.now, ...options }).makeToken(maria)
}

/** The first step that failed: its name and what to do. */
function firstFailure({ steps }: Explanation): string {
  const failed = steps.find(({ ok }) => ok === false)
  return failed === undefined
    ? 'nothing failed'
    : `${failed.step}: ${failed.found} → ${failed.fix ?? ''}`
}

describe('the first step that fails, and what to do', () => {
  it.each<[string, Credentials, RegExp]>([
    [
      'white space',
      { user: '1', token: ` ${token}\n` },
      /^token: .* → Remove white space around the `token`: then it is accepted\.$/,
    ],
    [
      'quotation marks',
      { user: '1', token: `"${token}"` },
      /^token: .* → Remove quotation marks around the `token`: then/,
    ],
    [
      'both, and both of them',
      { user: '"1"', token: `'${token}'\r\n` },
      /→ Remove quotation marks around the `user`, and white space and quotation marks around the `token`: then/,
    ],
    ['one quotation mark', { user: '1', token: `${token}"` }, /→ Remove quotation marks/],
    [
      'the scheme',
      { user: '1', token: `Bearer ${token}` },
      /→ Remove the scheme around the `token`: then/,
    ],
    [
      'encoded twice',
      { user: '1', token: token.replace('-', '%2D') },
      /→ Remove URL encoding around/,
    ],
    [
      'encoded three times',
      { user: '1', token: token.replace('-', '%252D') },
      /→ Remove URL encoding around/,
    ],
    ['a comma', { user: '1', token: `${token},` }, /→ Remove punctuation/],
    [
      'swapped',
      { user: token, token: '1' },
      /^token: 1 character: digits alone.* → Send the two in their places: user and token are swapped: then/,
    ],
    [
      'swapped, in quotation marks',
      { user: `"${token}"`, token: '1' },
      /→ Remove .*\. Send the two in their places/,
    ],
    [
      'capitals',
      { user: '1', token: token.toUpperCase() },
      /a token in capitals → Send the token in lower case.*: then/,
    ],
    [
      'TOKEN-USER',
      { user: '1', token: `${token}-1` },
      /→ Send user and token apart: `token` holds more.*: then/,
    ],
    [
      'USER:TOKEN',
      { user: 'me', token: `1:${token}` },
      /→ Send user and token apart: `token`.*: then/,
    ],
    [
      'TOKEN/USER.json',
      { user: '1', token: `${token}/1.json` },
      /→ Send user and token apart.*: then/,
    ],
    ['TOKENUSER', { user: '1', token: `${token}1` }, /→ Send user and token apart.*: then/],
    [
      'the pair as user',
      { user: `1:${token}`, token: 'x' },
      /→ Send user and token apart: `user` holds.*: then/,
    ],
    [
      'the base64 of Basic',
      { user: '1', token: btoa(`1:${token}`) },
      /→ Send user and token apart.*: then/,
    ],
    [
      'the name',
      { user: 'maria', token },
      /^user id: 5 characters, and not an integer → Send the id 1 as `user`, and not the name "maria": then/,
    ],
    [
      'cut',
      { user: '1', token: token.slice(0, 15) },
      /^token: 15 characters: a token that is cut → Send it whole/,
    ],
    [
      'a JWT',
      { user: '1', token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AAAA' },
      /a JWT, which another system made → Send the `token` that/,
    ],
    [
      'a session id',
      { user: '1', token: 'abcdefghijklmnopqrstuvwxyz012345' },
      /a session id of Django →/,
    ],
    [
      'a key of Django REST framework',
      { user: '1', token: '9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b' },
      /Django REST framework/,
    ],
    ['a UUID', { user: '1', token: '123e4567-e89b-12d3-a456-426614174000' }, /a UUID/],
    ['a password hash', { user: '1', token: HASH }, /a password hash → .*Never send a hash/],
    [
      'a link for a new password',
      { user: '1', token: `6ri-${'a'.repeat(32)}` },
      /a link of Django for a new password/,
    ],
    ['nothing', { user: '1', token: '' }, /no token at all/],
    [
      'expired',
      { user: '1', token: tokenOf(-10) },
      /^day: expired: made on 2025-12-31, valid to 2026-01-07; today is 2026-01-10 in UTC → The user has to log in again\./,
    ],
    [
      'a clock in the future',
      { user: '1', token: tokenOf(3) },
      /^day: dated 2026-01-13, 3 days ahead; today is 2026-01-10 in UTC, and `maxFutureDays` is 1 → Check the clocks of this server, which shows 2026-01-10 12:00 UTC/,
    ],
    ['an unknown user', { user: '99', token }, /^user: no user has the id 99 → .*USERS_TABLE/s],
    [
      'another secret',
      { user: '1', token: tokenOf(0, { secretKey: OTHER }) },
      /^key: the token does not fit the secret key with the stored hash of the user → If only this user/,
    ],
    [
      'another user',
      { user: '3', token },
      /^key: .* → The stored text has no known hash format: check the table and the column/,
    ],
    [
      'an inactive user',
      { user: '2', token: api.makeToken(bob) },
      /^active: the user is not active → Activate the user, if that is wanted: `tokenapi user activate` with "bob"/,
    ],
  ])('%s', async (_mistake, credentials, expected) => {
    const explanation = await api.explain(credentials)
    expect(firstFailure(explanation)).toMatch(expected)
    expect(explanation).toMatchObject({ accepted: false, code: 'invalid_token' })
  })
})

describe('a date that is right in another time zone', () => {
  it.each([
    [
      'ahead',
      '2026-01-10T12:00:00Z',
      'Pacific/Auckland',
      { maxFutureDays: 0 },
      0,
      'In Pacific/Auckland it is 2026-01-11 now',
    ],
    [
      'behind',
      '2026-01-10T03:00:00Z',
      'America/New_York',
      { tokenTimeoutDays: 0 },
      0,
      'In America/New_York it is 2026-01-09 now',
    ],
  ])('%s', async (_case, now, timeZone, options, days, expected) => {
    const at = fakeClock(now)
    at.advance({ days })
    const made = apiWith({ now: at.now, timeZone }).makeToken(maria)
    const explanation = await apiWith({ now: at.now, ...options }).explain({
      user: '1',
      token: made,
    })
    expect(firstFailure(explanation)).toContain(expected)
  })
})

describe('accepted', () => {
  it('says by which key, with which hash, until when', async () => {
    const explanation = await apiWith({ secretKey: [OTHER, SECRET] }).explain({ user: '01', token })
    expect(explanation).toEqual({
      accepted: true,
      steps: [
        { step: 'token', ok: true, found: 'a date and 20 hexadecimal digits, as every token' },
        {
          step: 'day',
          ok: true,
          found: 'made on 2026-01-10, valid to 2026-01-17; today is 2026-01-10 in UTC',
        },
        { step: 'user id', ok: true, found: 'an integer, as `idType` asks' },
        { step: 'user', ok: true, found: 'the user 1 is "maria"' },
        { step: 'key', ok: true, found: 'made with secret key 2 of 2, which only verifies' },
        {
          step: 'password',
          ok: true,
          found:
            'the stored hash (pbkdf2_sha256, 600000 iterations) is the one that the token was made with',
        },
        { step: 'kept token', ok: 'skipped', found: 'not needed: a key fits' },
        { step: 'active', ok: true, found: 'the user is active' },
      ],
    })
  })
  it('is data that JSON holds as it is', async () => {
    const explanation = await api.explain({ user: '1', token })
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation)
  })
})

describe('an outage', () => {
  it('is unknown, and no refusal', async () => {
    const down = { ...store, findById: () => Promise.reject(new Error('password of the database')) }
    const explanation = await apiWith({ store: down }).explain({ user: '1', token })
    expect(explanation).toMatchObject({ accepted: false, code: 'temporarily_unavailable' })
    expect(describeExplanation(explanation)).toMatch(
      /^Unknown: temporarily_unavailable\. A request gets 503\.\n\n(?:✓ .*\n)+\? user {11}the store does not answer: Error\n {17}→ Restore the database/,
    )
  })
})

it('an id of another case is found for ids of text', async () => {
  const texts = memoryStore([{ id: 'Maria', username: 'm', password: HASH }], { idType: 'string' })
  const own = apiWith({ store: texts })
  const made = own.makeToken(await userOf(texts, 'Maria'))
  const lower = memoryStore([{ id: 'maria', username: 'm', password: HASH }], { idType: 'string' })
  const explanation = await apiWith({ store: lower }).explain({ user: 'MARIA', token: made })
  expect(firstFailure(explanation)).toMatch(/^user: no user has this id → Check the id/)
  const right = apiWith({ store: lower }).makeToken(await userOf(lower, 'maria'))
  expect(
    firstFailure(await apiWith({ store: lower }).explain({ user: 'MARIA', token: right })),
  ).toBe(
    'user: no user has this id → Send the user id in the case that the login returned: then it is accepted.',
  )
})

it('a name of the store cannot write lines of its own', async () => {
  const named = memoryStore([{ id: 1, username: 'a"\n✓ b\u202e\u001b[2J', password: HASH }])
  const explanation = await apiWith({ store: named }).explain({ user: '1', token })
  expect(describeExplanation(explanation)).toContain(
    String.raw`the user 1 is "a\"\n✓ b\u202e\u001b[2J"`,
  )
})

it.each([undefined, null, 'token', {}, { user: 1, token: 'x' }, { user: '1' }])(
  'neither a request nor credentials: %j',
  async (given) => {
    await expect(api.explain(given as never)).rejects.toThrow(ConfigError)
  },
)

it('reports no event', async () => {
  const events: unknown[] = []
  const own = apiWith({ onEvent: (event: unknown) => void events.push(event) })
  await own.explain({ user: '1', token })
  await own.explain({ user: '1', token: 'x' })
  await own.explain(new Request('http://x/'))
  expect(events).toEqual([])
})

describe('an explanation says whether password logins of the user are stopped', () => {
  const throttleWith = (state: () => object) => ({
    begin: () => ({ ok: true, succeeded: () => {}, cancelled: () => {} }),
    unlock: () => false,
    state,
  })
  it.each([
    [
      () => ({
        isThrottled: true,
        retryAfter: 34,
        reason: '10 failures of this account',
        failures: 10,
      }),
      'skipped',
      'password logins are stopped, for 34 seconds more: 10 failures of this account; tokens are not affected',
      'Wait, or end the stop: `tokenapi user unlock` with "maria".',
    ],
    [
      () => ({ isThrottled: false, failures: 2 }),
      true,
      'password logins are open, after 2 failures in a row',
      undefined,
    ],
    [
      () => Promise.reject(new Error('down')),
      'skipped',
      'the state of the throttle is not known: Error',
      undefined,
    ],
  ])('%#', async (state, ok, found, fix) => {
    const own = apiWith({ loginThrottle: throttleWith(state) })
    const explanation = await own.explain({ user: '1', token })
    expect(explanation.accepted).toBe(true)
    expect(explanation.steps.at(-1)).toEqual({
      step: 'login throttle',
      ok,
      found,
      ...(fix !== undefined && { fix }),
    })
  })
})
