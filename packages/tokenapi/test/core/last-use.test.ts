/** The last use of an access token: never on the way of a request. */
import { afterEach, describe, expect, it, vi } from 'vitest'

import { type TokenUse, createTokenApi } from '../../src/index.ts'
import { delivered } from '../support/delivered.ts'
import { SECRET_KEY, world } from './access-tokens-support.ts'

afterEach(() => void vi.useRealTimers())

/** An api whose store records uses by `recordUse`, and what it was given. */
function recording(recordUse?: (uses: readonly TokenUse[]) => Promise<void>) {
  const given = world()
  const { store, clock } = given
  const batches: (readonly TokenUse[])[] = []
  const tokens = {
    ...store.tokens,
    async recordUse(uses: readonly TokenUse[]): Promise<void> {
      batches.push(uses)
      await (recordUse ?? store.tokens.recordUse)(uses)
    },
  }
  const warnings: string[] = []
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store: { ...store, tokens },
    accessTokens: true,
    now: () => new Date(clock.now),
    onEvent: (event) => {
      if (event.name === 'warning.found') warnings.push(event.code)
    },
  })
  return { ...given, api, batches, warnings }
}

describe('the last use is written in batches, at most one a minute for each token', () => {
  it('with time, address and user agent, ten seconds after the first use', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { api, batches, clock } = recording()
    const issued = [await api.accessTokens.issue(1), await api.accessTokens.issue(2)]
    const view = api.tokenRequired(() => new Response())
    for (let second = 0; second < 9; second++) {
      for (const { token } of issued) {
        const headers = { 'authorization': `Bearer ${token}`, 'user-agent': 'phone/1 \u00e9' }
        expect((await view(new Request('http://x/', { headers }))).status).toBe(200)
      }
      clock.now += 1_000
    }
    expect(batches).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(batches).toHaveLength(1)
    expect(batches[0]).toHaveLength(2)
    const record = await api.accessTokens.get(issued[0]?.record.id ?? '')
    expect(record?.lastUsedAt).toEqual(new Date(clock.now - 9_000))
    expect(record?.lastUserAgent).toBe('phone/1 ?')
  })

  it('an hour of requests each second: sixty records', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { api, batches, clock } = recording()
    const { token } = await api.accessTokens.issue(1)
    for (let second = 0; second < 3_600; second++) {
      await api.verify({ token })
      clock.now += 1_000
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(batches.flat()).toHaveLength(60)
  })

  it('a store that cannot write: requests pass, and one warning', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { api, batches, clock, warnings } = recording(() =>
      Promise.reject(new Error('permission denied')),
    )
    const { token } = await api.accessTokens.issue(1)
    for (let minute = 0; minute < 5; minute++) {
      await api.verify({ token })
      clock.now += 60_000
      await vi.advanceTimersByTimeAsync(60_000)
    }
    expect(batches.length).toBeGreaterThan(1)
    expect(batches.length).toBeLessThan(8)
    vi.useRealTimers()
    await delivered()
    expect(warnings).toEqual(['TOKENAPI_LAST_USE'])
    await api.close()
  })

  it('a request does not wait for a write that never ends', async () => {
    const { api } = recording(() => new Promise(() => {}))
    const { record } = await api.accessTokens.issue(1)
    const rotated = await api.accessTokens.rotate(record.id)
    await api.verify({ token: rotated?.token ?? '' })
    await api.verify({ token: rotated?.token ?? '' })
  })

  it('`close` writes what is noted', async () => {
    const { api, batches } = recording()
    const { token, record } = await api.accessTokens.issue(1)
    await api.verify({ token })
    await api.close()
    expect(batches).toEqual([[expect.objectContaining({ id: record.id })]])
  })
})

it('the first use after a rotation is written at once', async () => {
  const { api, batches } = recording()
  const { record } = await api.accessTokens.issue(1)
  const rotated = await api.accessTokens.rotate(record.id)
  await api.verify({ token: rotated?.token ?? '' })
  await api.verify({ token: rotated?.token ?? '' })
  expect(batches).toEqual([[expect.objectContaining({ id: rotated?.record.id })]])
})

it('a use that is not written yet counts on this node', async () => {
  const { api, clock, outcome } = recording(() => Promise.reject(new Error('read only')))
  const { record } = await api.accessTokens.issue(1)
  const rotated = await api.accessTokens.rotate(record.id)
  await api.verify({ token: rotated?.token ?? '' })
  clock.now += 60_000
  await api.verify({ token: rotated?.token ?? '' })
  // Another node has no record of it.
  expect(await outcome({ token: rotated?.token ?? '' })).toBe('403 not used after its rotation')
  await api.close()
})

it('a use that a node may not write keeps a rotated token no longer: nobody could revoke it', async () => {
  const { store, api: node, clock } = recording(() => Promise.reject(new Error('read only')))
  const admin = createTokenApi({
    secretKey: SECRET_KEY,
    store,
    accessTokens: true,
    now: () => new Date(clock.now),
  })
  const { record } = await admin.accessTokens.issue(1)
  const token = (await admin.accessTokens.rotate(record.id))?.token ?? ''
  await node.verify({ token })
  clock.now += 70_000
  await expect(node.verify({ token })).rejects.toMatchObject({
    reason: 'not used after its rotation',
  })
})

it('a first use is not written after the token has ended: it would come back to life after a revocation', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const state = { fails: true }
  const { api, store, clock, outcome } = recording(async (uses) => {
    if (state.fails) throw new Error('locked')
    await store.tokens.recordUse(uses)
  })
  const { record } = await api.accessTokens.issue(1)
  const next = await api.accessTokens.rotate(record.id)
  const token = next?.token ?? ''
  await api.verify({ token })
  clock.now += 60_000
  await api.accessTokens.revoke(next?.record.id ?? '')
  state.fails = false
  await vi.advanceTimersByTimeAsync(120_000)
  await api.close()
  expect(await outcome({ token })).toBe('403 revoked')
  expect((await store.tokens.get(next?.record.id ?? ''))?.lastUsedAt).toBeUndefined()
})

it('a first use that could not be written is written ten seconds later, within the grace period', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const state = { fails: true }
  const { api, store, clock, outcome } = recording(async (uses) => {
    if (state.fails) throw new Error('locked')
    await store.tokens.recordUse(uses)
  })
  const { record } = await api.accessTokens.issue(1)
  const token = (await api.accessTokens.rotate(record.id))?.token ?? ''
  await api.verify({ token })
  state.fails = false
  clock.now += 10_000
  await vi.advanceTimersByTimeAsync(10_000)
  clock.now += 60_000
  expect(await outcome({ token })).toBe('in')
})
