/** `api.health()`: three outcomes of the store, and how much is answered from memory. */
import { afterEach, describe, expect, it, vi } from 'vitest'

import { createTokenApi } from '../../src/create-token-api.ts'
import { ConfigError, UnavailableError } from '../../src/core/errors.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const user = { id: 1, username: 'maria', password: 'pbkdf2_sha256$1$salt$aGFzaA==', isActive: true }

function setUp(maxStaleSeconds = 1) {
  const store = memoryStore([user])
  const api = createTokenApi({
    secretKey: 'a-secret-key-of-this-test-long-enough',
    store,
    maxStaleSeconds,
  })
  const token = api.makeToken(user)
  const verify = (presented = token) => api.verify({ user: '1', token: presented })
  return { api, store, token, verify }
}

afterEach(() => void vi.useRealTimers())

describe('the store', () => {
  it('answers: ok, and JSON holds it as it is', async () => {
    const { api } = setUp(0)
    const health = await api.health()
    expect(health).toEqual({
      ok: true,
      store: 'answers',
      maxStaleSeconds: 0,
      passwordQueue: { running: 0, waiting: 0 },
      droppedEvents: 0,
    })
    expect(JSON.parse(JSON.stringify(health))).toEqual(health)
  })

  it.each([
    ['does not answer', new UnavailableError('the database does not answer'), 'unavailable'],
    ['lacks a table', new ConfigError('there is no table "auth_user"'), 'misconfigured'],
    ['fails in its own way', new Error('no row for maria@example.com'), 'unavailable'],
    ['throws what is no error', 'a text', 'unavailable'],
  ])('%s: not ok, with a reason, and no rejection', async (_title, error, expected) => {
    const { api, store } = setUp()
    store.ping = () => Promise.reject(error as Error)
    const health = await api.health()
    expect(health).toMatchObject({ ok: false, store: expected, reason: expect.any(String) })
    // Messages of drivers may have values of a row.
    expect(health.reason).not.toContain('maria@')
  })

  it('hangs: not ok after five seconds', async () => {
    vi.useFakeTimers()
    const { api, store } = setUp()
    store.ping = () => new Promise(() => {})
    const health = api.health()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await health).toMatchObject({
      ok: false,
      store: 'unavailable',
      reason: 'the store did not answer within 5000 ms',
    })
  })
})

describe('memory', () => {
  it('counts hits and look-ups, and shows the age of the oldest entry', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'] })
    const { api, verify, token } = setUp()
    for (let i = 0; i < 4; i++) await verify()
    await expect(verify(`${token.slice(0, -1)}0`)).rejects.toThrow()
    vi.advanceTimersByTime(300)
    const { memory, maxStaleSeconds } = await api.health()
    expect(maxStaleSeconds).toBe(1)
    expect(memory).toEqual({ remembered: 1, hits: 3, lookUps: 2, hitRate: 0.6, oldestSeconds: 0.3 })
    vi.advanceTimersByTime(700)
    // What is over the bound is not believed, and so not remembered.
    expect((await api.health()).memory).toMatchObject({ remembered: 0, oldestSeconds: 0 })
  })

  it('explain tells whether a request is answered from memory, and the bound', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'] })
    const { api, store, verify, token } = setUp()
    const memoryStep = async (): Promise<unknown> => {
      const before = await api.health()
      const { steps } = await api.explain({ user: '1', token })
      // It counts as no use.
      expect((await api.health()).memory).toEqual(before.memory)
      return steps.find(({ step }) => step === 'memory')
    }
    expect(await memoryStep()).toEqual({
      step: 'memory',
      ok: 'skipped',
      found: 'this process reads the store at the next request; changes are seen within 1 s',
    })
    await verify()
    vi.advanceTimersByTime(300)
    expect(await memoryStep()).toEqual({
      step: 'memory',
      ok: true,
      found: 'let in from memory, for 0.7 s at most; changes are seen within 1 s',
    })
    // Through the store of the api, so that it is forgotten at once.
    await store.users.update(1, { isActive: false })
    expect(await memoryStep()).toMatchObject({ ok: 'skipped' })
  })

  it('without a bound there is no such step', async () => {
    const { api, token } = setUp(0)
    const { steps } = await api.explain({ user: '1', token })
    expect(steps.map(({ step }) => step)).not.toContain('memory')
  })
})
