/** `maxStaleSeconds` through the public api: what is believed, for how long, and what is seen at once. */
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it, vi } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { createTokenApi } from '../../src/index.ts'
import type { AccessTokenOptions, TokenApiEvent } from '../../src/index.ts'
import type { UserStore } from '../../src/core/store.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'

const secretKey = 'a secret key for the tests alone, long enough'
const password = await makePassword('right', { iterations: 100 })

/** A store with two users whose look-ups are counted, and which can be changed behind the api, or stopped. */
function elsewhere() {
  const inner = memoryStore([
    { id: 1, username: 'maria', password },
    { id: 2, username: 'peter', password },
  ])
  const state = { lookUps: 0, error: undefined as Error | undefined }
  const count = <T>(answer: () => T): T => {
    state.lookUps++
    if (state.error !== undefined) throw state.error
    return answer()
  }
  const { tokens } = inner
  // Another object: the api does not learn of changes of `inner`, as of those of another process.
  const store: UserStore = {
    ...inner,
    findById: (id) => count(() => inner.findById(id)),
    tokens: tokens && { ...tokens, find: (digest) => count(() => tokens.find(digest)) },
  }
  return { inner, store, state }
}

async function storedMaria(store: UserStore) {
  const user = await store.findById(1)
  if (user === undefined) throw new Error('there is no maria')
  return user
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

interface Options {
  readonly seconds?: number
  readonly accessTokens?: AccessTokenOptions
  readonly recordUse?: () => Promise<void>
  readonly onEvent?: (event: TokenApiEvent) => void
}

function setUp(options: Options = {}) {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') }
  vi.useFakeTimers({ toFake: ['performance'] })
  const given = elsewhere()
  const { store } = given
  const { recordUse } = options
  const tokens = store.tokens && { ...store.tokens, ...(recordUse && { recordUse }) }
  const api = createTokenApi({
    secretKey,
    store: { ...store, tokens },
    accessTokens: options.accessTokens ?? true,
    maxStaleSeconds: options.seconds ?? 10,
    passwordHasher: createPasswordHasher({ iterations: 100 }),
    now: () => new Date(clock.now),
    ...(options.onEvent && { onEvent: options.onEvent }),
  })
  const pass = (seconds: number): void => {
    clock.now += seconds * 1_000
    vi.advanceTimersByTime(seconds * 1_000)
  }
  return { ...given, api, clock, pass }
}

async function tokensOf({ api, inner }: Pick<ReturnType<typeof setUp>, 'api' | 'inner'>) {
  const { token } = await api.accessTokens.issue(1, { name: 'laptop' })
  return {
    classic: { user: '1', token: api.makeToken(await storedMaria(inner)) },
    access: { token },
  }
}

describe.each(['classic', 'access'] as const)('%s tokens', (kind) => {
  it('are believed for the bound without a look-up, and read again after it', async () => {
    const all = setUp()
    const { api, state, pass } = all
    const credentials = (await tokensOf(all))[kind]
    await api.verify(credentials)
    state.lookUps = 0
    for (let i = 0; i < 100; i++) await api.verify(credentials)
    expect(state.lookUps).toBe(0)
    pass(10)
    await api.verify(credentials)
    expect(state.lookUps).toBe(1)
  })

  it.each(['password', 'inactive', 'removed'] as const)(
    'end within the bound after a change elsewhere: %s',
    async (change) => {
      const all = setUp()
      const { api, inner, pass } = all
      const credentials = (await tokensOf(all))[kind]
      await api.verify(credentials)
      if (change === 'password') await inner.users.update(1, { password: 'another hash' })
      if (change === 'inactive') await inner.users.update(1, { isActive: false })
      if (change === 'removed') await inner.users.remove(1)
      pass(9.9)
      const late = await api.verify(credentials).then(
        () => 'believed',
        () => 'refused',
      )
      expect(['believed', 'refused']).toContain(late)
      pass(0.1)
      await expect(api.verify(credentials)).rejects.toMatchObject({ code: 'invalid_token' })
    },
  )

  it('in use are renewed in the background, without an event', async () => {
    const events: TokenApiEvent[] = []
    const all = setUp({ onEvent: (event) => void events.push(event) })
    const { api, state, pass } = all
    const credentials = (await tokensOf(all))[kind]
    await api.verify(credentials)
    state.lookUps = 0
    for (let i = 0; i < 100; i++) {
      pass(1)
      await api.verify(credentials)
      await settled()
    }
    expect(state.lookUps).toBeGreaterThan(10)
    expect(state.lookUps).toBeLessThanOrEqual(20)
    expect(
      events.filter(({ name }) => name !== 'authentication.succeeded').map(({ name }) => name),
    ).toEqual(['token.issued'])
  })

  it('are believed during an outage until the bound, and then it is not known: no refusal', async () => {
    const all = setUp()
    const { api, state, pass } = all
    const credentials = (await tokensOf(all))[kind]
    await api.verify(credentials)
    state.error = new Error('down')
    pass(9)
    await api.verify(credentials)
    await settled()
    pass(1)
    await expect(api.verify(credentials)).rejects.toThrow('down')
    state.error = undefined
    await api.verify(credentials)
  })

  it('a wrong token is never remembered, and pushes nothing out', async () => {
    const all = setUp()
    const { api, state } = all
    const credentials = (await tokensOf(all))[kind]
    await api.verify(credentials)
    const wrong = credentials.token.slice(0, -1)
    for (let i = 0; i < 3_000; i++) {
      const digit = credentials.token.endsWith('0') ? '1' : '0'
      await api.verify({ ...credentials, token: wrong + digit }).catch(() => {})
    }
    state.lookUps = 0
    await api.verify(credentials)
    expect(state.lookUps).toBe(0)
  })

  it('the token of one user does not pass with the id of another, remembered or not', async () => {
    const all = setUp()
    const { api } = all
    const credentials = (await tokensOf(all))[kind]
    await api.verify(credentials)
    await expect(api.verify({ ...credentials, user: '2' })).rejects.toMatchObject({
      code: 'invalid_token',
    })
    expect(await api.verify({ ...credentials, user: '1' })).toMatchObject({ user: { id: 1 } })
    expect(await api.verify({ ...credentials, user: '01' })).toMatchObject({ user: { id: 1 } })
  })
})

describe('a refusal comes from the store', () => {
  it('a new token after a password change elsewhere works at once', async () => {
    const { api, inner } = setUp()
    const before = { user: '1', token: api.makeToken(await storedMaria(inner)) }
    await api.verify(before)
    await inner.users.update(1, { password: 'another hash' })
    const after = { user: '1', token: api.makeToken(await storedMaria(inner)) }
    expect(await api.verify(after)).toMatchObject({ user: { id: 1 } })
  })

  it('a user that is active again passes at once', async () => {
    const { api, inner, pass } = setUp()
    const credentials = { user: '1', token: api.makeToken(await storedMaria(inner)) }
    await api.verify(credentials)
    await inner.users.update(1, { isActive: false })
    pass(10)
    await expect(api.verify(credentials)).rejects.toMatchObject({ code: 'invalid_token' })
    await inner.users.update(1, { isActive: true })
    await api.verify(credentials)
  })

  it('the last day of a classic token, and the last millisecond of an access token', async () => {
    const { api, inner, clock, pass } = setUp({ seconds: 60 })
    clock.now = Date.parse('2026-03-08T23:59:50Z')
    const week = new Date('2026-03-08T23:59:55Z')
    const { token } = await api.accessTokens.issue(1, { expiresAt: week })
    await api.verify({ token })
    pass(4.999)
    await api.verify({ token })
    pass(0.001)
    await expect(api.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
    clock.now = Date.parse('2026-03-01T12:00:00Z')
    const classic = { user: '1', token: api.makeToken(await storedMaria(inner)) }
    clock.now = Date.parse('2026-03-08T23:59:59Z')
    await api.verify(classic)
    pass(1)
    await expect(api.verify(classic)).rejects.toMatchObject({ code: 'invalid_token' })
  })
})

describe('the end of an access token that is not used is exact', () => {
  it('of one that a rotation made, and whose use cannot be recorded', async () => {
    const { api, inner, pass } = setUp({
      seconds: 60,
      recordUse: () => Promise.reject(new Error('read-only')),
    })
    const { record } = await api.accessTokens.issue(1)
    const rotated = await api.accessTokens.rotate(record.id)
    const token = rotated?.token ?? ''
    pass(59)
    await api.verify({ token })
    await settled()
    // Ten seconds longer than for other nodes, and no more.
    pass(10)
    await api.verify({ token })
    pass(1)
    await expect(api.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
    expect((await inner.tokens.get(rotated?.record.id ?? ''))?.lastUsedAt).toBeUndefined()
  })

  it('by idleDays', async () => {
    const { api, pass } = setUp({ seconds: 60, accessTokens: { idleDays: 20 / 86_400 } })
    const { token } = await api.accessTokens.issue(1)
    await api.verify({ token })
    pass(19.999)
    await api.verify({ token })
    pass(0.001)
    await expect(api.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
  })
})

describe('changes through this process are seen at once', () => {
  const real = () => {
    vi.useRealTimers()
    const store = memoryStore([{ id: 1, username: 'maria', password }])
    const make = () =>
      createTokenApi({
        secretKey,
        store,
        accessTokens: true,
        maxStaleSeconds: 60,
        passwordHasher: createPasswordHasher({ iterations: 200 }),
      })
    return { store, api: make(), other: make() }
  }

  it.each([
    ['revoke', async ({ api }: ReturnType<typeof real>, id: string) => api.accessTokens.revoke(id)],
    ['revokeAll', async ({ api }: ReturnType<typeof real>) => api.accessTokens.revokeAll(1)],
    [
      'a changed password',
      async ({ store }: ReturnType<typeof real>) => store.users.update(1, { password: 'another' }),
    ],
    [
      'a user who is no longer active',
      async ({ store }: ReturnType<typeof real>) => store.users.update(1, { isActive: false }),
    ],
    ['a removed user', async ({ store }: ReturnType<typeof real>) => store.users.remove(1)],
  ])('%s: also by another api over the same store', async (_name, change) => {
    const all = real()
    const { token, record } = await all.api.accessTokens.issue(1)
    for (const api of [all.api, all.other]) await api.verify({ token })
    await change(all, record.id)
    for (const api of [all.api, all.other]) {
      await expect(api.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
    }
  })

  it('a rotation: the token ends with its grace period', async () => {
    const { api, other } = real()
    const { token, record } = await api.accessTokens.issue(1)
    for (const each of [api, other]) await each.verify({ token })
    await api.accessTokens.rotate(record.id)
    for (const each of [api, other]) {
      const { expiresAt } = (await each.verify({ token })).token
      expect(expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 60_000)
    }
  })

  it('a re-hash at login ends nothing, and the next requests pass', async () => {
    const { api, store } = real()
    const { token } = await api.accessTokens.issue(1)
    const classic = { user: '1', token: api.makeToken(await storedMaria(store)) }
    await api.verify({ token })
    await api.verify(classic)
    await api.login('maria', 'right')
    expect((await store.findById(1))?.password).not.toBe(password)
    await api.verify({ token })
    await api.verify(classic)
  })

  it('an api that is closed listens no longer', async () => {
    const { api, store } = real()
    await api.close()
    await store.users.update(1, { isActive: false })
  })
})

describe('SQLite with detectChanges', () => {
  const open = async () => {
    vi.useRealTimers()
    const database = new DatabaseSync(':memory:')
    const store = sqliteStore(database, { detectChanges: true })
    await sqlAdmin(store).migrate()
    await sqlAdmin(store).users.add({ id: 1, username: 'maria', password })
    const api = createTokenApi({ secretKey, store, maxStaleSeconds: 60 })
    const credentials = { user: '1', token: api.makeToken(await storedMaria(store)) }
    const setActive = (active: number) =>
      database.exec(`UPDATE auth_user SET is_active = ${active} WHERE id = 1`)
    return { database, api, credentials, setActive }
  }

  it('a change by hand is seen at the next turn', async () => {
    const { api, credentials, setActive } = await open()
    for (let i = 0; i < 20; i++) {
      await api.verify(credentials)
      await settled()
      setActive(0)
      await settled()
      await expect(api.verify(credentials)).rejects.toMatchObject({ code: 'invalid_token' })
      setActive(1)
      await settled()
    }
  })

  it('what a transaction reads is not remembered: it may be rolled back', async () => {
    const { database, api, credentials, setActive } = await open()
    setActive(0)
    database.exec('BEGIN')
    setActive(1)
    await settled()
    await api.verify(credentials)
    database.exec('ROLLBACK')
    await settled()
    await expect(api.verify(credentials)).rejects.toMatchObject({ code: 'invalid_token' })
  })
})

it.each([-1, 61, Number.NaN, '1', null])('maxStaleSeconds: %j is an error at start-up', (value) => {
  expect(() =>
    createTokenApi({ secretKey, store: memoryStore(), maxStaleSeconds: value as number }),
  ).toThrow('`maxStaleSeconds` must be a number of seconds, from 0 to 60')
})

it('a handler that sets the dates of its authentication gives no token a longer life', async () => {
  const { api, clock, pass } = setUp({ seconds: 60 })
  const { token } = await api.accessTokens.issue(1, { expiresAt: new Date(clock.now + 20_000) })
  const { expiresAt } = (await api.verify({ token })).token
  expiresAt?.setFullYear(2099)
  const { token: again } = await api.verify({ token })
  expect(again.expiresAt).toEqual(new Date(clock.now + 20_000))
  again.expiresAt?.setFullYear(2099)
  pass(20)
  await expect(api.verify({ token })).rejects.toMatchObject({ reason: 'expired' })
})

it.each([
  ['without dashes', '550e8400e29b41d4a716446655440000'],
  ['with dashes', '550e8400-e29b-41d4-a716-446655440000'],
])('a change of a user whose uuid is given %s is seen at once', async (_, id) => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE people (id char(32) PRIMARY KEY, username, password, is_active)')
  const row = ['550e8400e29b41d4a716446655440000', 'maria', password]
  database.prepare('INSERT INTO people VALUES (?, ?, ?, 1)').run(...row)
  const store = sqliteStore(database, { users: { table: 'people', idType: 'uuid' } })
  const { users, migrate } = sqlAdmin(store)
  await migrate()
  const api = createTokenApi({ secretKey, store, accessTokens: true, maxStaleSeconds: 60 })
  const { token } = await api.accessTokens.issue(id)
  await api.verify({ token })
  expect(await users.update(id, { isActive: false })).toBe(true)
  await expect(api.verify({ token })).rejects.toMatchObject({ reason: 'inactive user' })
  await api.close()
})
