/** What is remembered with `maxStaleSeconds`: under which key, for how long, and what wrong tokens do to it. */
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { makeAccessToken } from '../../src/core/access/access-token.ts'
import { type TokenApi, type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import type { UserStore } from '../../src/core/store.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { wrongTokens } from '../support/wrong-tokens.ts'

const secretKey = 'a secret key for the tests alone, long enough'
const password = 'pbkdf2_sha256$1$salt$hash'
/** `npm run bench -- wrong-tokens` presents ten million. */
const WRONG = Number(process.env['WRONG_TOKENS'] ?? 20_000)

const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.parse('2026-03-01T12:00:00Z')
  vi.useFakeTimers({ toFake: ['performance'] })
})
const pass = (milliseconds: number): void => {
  clock.now += milliseconds
  vi.advanceTimersByTime(milliseconds)
}

/** Users whose look-ups are counted; the api learns of no change that is made in `inner`. */
function countedStore(users = 10) {
  const inner = memoryStore(
    Array.from({ length: users }, (_, i) => ({ id: i + 1, username: `user-${i + 1}`, password })),
  )
  const counted = { lookUps: 0 }
  const store: UserStore = {
    ...inner,
    findById: (id) => (counted.lookUps++, inner.findById(id)),
    tokens: { ...inner.tokens, find: (digest) => (counted.lookUps++, inner.tokens.find(digest)) },
  }
  return { inner, store, counted }
}

function apiOver(store: UserStore, options: Partial<TokenApiOptions> = {}): TokenApi {
  return createTokenApi({
    secretKey,
    store,
    accessTokens: true,
    maxStaleSeconds: 10,
    now: () => new Date(clock.now),
    ...options,
  })
}

const classicOf = async (api: TokenApi, store: UserStore, id: number) => {
  const user = await store.findById(id)
  if (user === undefined) throw new Error(`there is no user ${id}`)
  return { user: String(id), token: api.makeToken(user) }
}

describe('S-12: the key is the whole token, with its user', () => {
  it('S-12: apis of different keys, audiences and realms over one store share nothing', async () => {
    const { store, counted } = countedStore()
    const api = apiOver(store)
    const access = { token: (await api.accessTokens.issue(1)).token }
    const classic = await classicOf(api, store, 1)
    for (const credentials of [classic, access]) await api.verify(credentials)

    const otherKey = apiOver(store, { secretKey: 'another secret key, which is long enough too' })
    await expect(otherKey.verify(classic)).rejects.toMatchObject({ code: 'invalid_token' })
    const otherAudience = apiOver(store, { accessTokens: { audience: 'another' } })
    await expect(otherAudience.verify(access)).rejects.toMatchObject({
      reason: 'of another audience',
    })
    const otherPrefix = apiOver(store, { accessTokens: { prefix: 'other' } })
    await expect(otherPrefix.verify(access)).rejects.toMatchObject({ code: 'invalid_token' })
    const withoutAccess = apiOver(store, { accessTokens: undefined })
    await expect(withoutAccess.verify(access)).rejects.toMatchObject({ code: 'invalid_token' })

    counted.lookUps = 0
    const otherRealm = apiOver(store, { realm: 'another' })
    for (const credentials of [classic, access]) await otherRealm.verify(credentials)
    expect(counted.lookUps).toBe(2)
    for (const credentials of [classic, access]) await api.verify(credentials)
    expect(counted.lookUps).toBe(2)
  })

  it('S-12: a token that differs in one character, or comes with another user, is another one', async () => {
    const { store } = countedStore()
    const api = apiOver(store)
    const access = { token: (await api.accessTokens.issue(1)).token }
    const classic = await classicOf(api, store, 1)
    for (const { token, ...user } of [classic, access]) {
      await api.verify({ token, ...user })
      for (let i = 0; i < token.length; i++) {
        const digit = token[i] === '0' ? '1' : '0'
        const other = token.slice(0, i) + digit + token.slice(i + 1)
        await expect(api.verify({ token: other, ...user })).rejects.toThrow()
      }
      await expect(api.verify({ token, user: '2' })).rejects.toMatchObject({
        code: 'invalid_token',
      })
      await expect(api.verify({ token: token.toUpperCase(), ...user })).rejects.toThrow()
      await api.verify({ token, ...user })
    }
  })
})

describe('S-12: what is remembered ends at the earlier of expiry and bound', () => {
  it.each([
    ['the token expires first', 4_000, 4_000],
    ['the bound is over first', 60_000, 10_000],
  ])('S-12: %s', async (_name, life, end) => {
    const { inner, store } = countedStore()
    const api = apiOver(store)
    const expiresAt = new Date(clock.now + life)
    const { token } = await api.accessTokens.issue(1, { expiresAt })
    await api.verify({ token })
    // In the database alone: what is refused now is refused by the look-up.
    await inner.tokens.revokeAll(1, clock.now)
    pass(end / 2 - 1)
    await api.verify({ token })
    pass(end / 2 + 1)
    await expect(api.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
  })
})

describe('S-12: wrong tokens evict no good one', () => {
  it.each([2_099, WRONG])('S-12: %d of them', { timeout: 3_600_000 }, async (count) => {
    const users = 50
    const { store, counted } = countedStore(users)
    // Room for these alone: one more would push one out.
    const api = apiOver(store, { maxRememberedTokens: users })
    const good: { user?: string; token: string }[] = []
    for (let id = 1; id <= users / 2; id++) {
      good.push(await classicOf(api, store, id))
      good.push({ token: (await api.accessTokens.issue(id)).token })
    }
    for (const credentials of good) await api.verify(credentials)
    const next = wrongTokens({
      users: good.flatMap(({ user }) => user ?? []),
      classic: good[0]?.token ?? '',
      makeAccessToken: () => makeAccessToken('tokenapi'),
    })
    let letIn = 0
    for (let i = 0; i < count; i++) {
      await api.verify(next()).then(
        () => letIn++,
        () => undefined,
      )
    }
    expect(letIn).toBe(0)
    counted.lookUps = 0
    for (const credentials of good) await api.verify(credentials)
    expect(counted.lookUps).toBe(0)
  })
})
