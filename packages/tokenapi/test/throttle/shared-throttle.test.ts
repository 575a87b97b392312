import { RateLimiterMemory } from 'rate-limiter-flexible'
import { afterEach, describe, expect, it, vi } from 'vitest'

import {
  type OperatorWarning,
  type SharedLimiter,
  createLoginThrottle,
  createTokenApi,
} from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { admittedOf, attemptBy, countingHasher, succeed, times } from './support.ts'

const limiterInMemory = () => new RateLimiterMemory({ points: 1, duration: 1 })
const address = (i: number): string => `10.0.${i >> 8}.${i & 255}`
/** RateLimiterMemory has no timers beyond 24 days. */
const knownAddressDays = 20

afterEach(() => vi.useRealTimers())

describe('several processes over one limiter of rate-limiter-flexible', () => {
  const nodesOver = (limiter: SharedLimiter) => {
    const node = () => createLoginThrottle({ limiter, knownAddressDays })
    return [node(), node()] as const
  }

  it('P-11: of 500 parallel wrong logins on three nodes ten are hashed', async () => {
    const hasher = countingHasher()
    const loginThrottle = limiterInMemory()
    const apis = Array.from({ length: 3 }, () =>
      createTokenApi({
        secretKey: 'a secret of these tests, long enough',
        store: memoryStore([{ id: 1, username: 'maria', password: 'plain$right' }]),
        passwordHasher: hasher,
        loginThrottle,
      }),
    )
    const results = await Promise.allSettled(
      Array.from({ length: 500 }, (_, i) =>
        apis[i % 3]?.login('maria', 'wrong', { address: address(i) }),
      ),
    )
    expect(hasher.hashes).toBe(10)
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  })

  it('F-17: where the limiter loses its data, failures in a row and known addresses remain in the durable one', async () => {
    const durableLimiter = limiterInMemory()
    // Each is a limiter that has lost its data.
    const afresh = () =>
      createLoginThrottle({
        limiter: limiterInMemory(),
        durableLimiter,
        knownAddressDays,
        stopAfter: 12,
      })
    await succeed(afresh(), attemptBy('user:1', '203.0.113.7'))
    const guesses = () => times(12, (i) => attemptBy('user:1', address(i)))
    // Ten in the first window; of the next, which is smaller after ten in a row, the last two.
    expect(await admittedOf(afresh(), guesses())).toBe(10)
    expect(await admittedOf(afresh(), guesses())).toBe(2)
    const stopped = afresh()
    expect(await stopped.begin(attemptBy('user:1', '198.51.100.1'))).toMatchObject({
      ok: false,
      retryAfter: 3_600,
    })
    await succeed(stopped, attemptBy('user:1', '203.0.113.7'))
    expect((await stopped.begin(attemptBy('user:1', '198.51.100.1'))).ok).toBe(true)
  })

  it('P-10: windows of 15 minutes admit 10, then 5, 2 and 1; a stop remains after 100 in a row', async () => {
    vi.useFakeTimers()
    const [throttle] = nodesOver(limiterInMemory())
    const attempt = attemptBy('user:1', '203.0.113.7')
    const admitted: number[] = []
    for (let i = 0; i < 100; i++) {
      admitted.push(
        await admittedOf(
          throttle,
          times(12, () => attempt),
        ),
      )
      vi.advanceTimersByTime(900_000)
    }
    expect(admitted.slice(0, 6)).toEqual([10, 5, 5, 2, 2, 2])
    expect(admitted.reduce((sum, each) => sum + each)).toBe(100)
    expect(await throttle.state(attempt)).toMatchObject({ isThrottled: true, failures: 100 })
    vi.advanceTimersByTime(400 * 86_400_000)
    expect((await throttle.begin(attempt)).ok).toBe(false)
    expect(await throttle.unlock('user:1')).toBe(true)
    expect((await throttle.begin(attempt)).ok).toBe(true)
  })

  it('Retry-After is exact', async () => {
    vi.useFakeTimers()
    const [throttle] = nodesOver(limiterInMemory())
    const attempt = attemptBy('user:1')
    await throttle.begin(attempt)
    vi.advanceTimersByTime(100_500)
    await admittedOf(
      throttle,
      times(9, () => attempt),
    )
    expect(await throttle.begin(attempt)).toMatchObject({ ok: false, retryAfter: 800 })
    vi.advanceTimersByTime(799_000)
    expect(await throttle.begin(attempt)).toMatchObject({ ok: false, retryAfter: 1 })
    vi.advanceTimersByTime(1_000)
    expect((await throttle.begin(attempt)).ok).toBe(true)
  })

  it('a client is known to all of them, and has a budget of its own', async () => {
    const [one, two] = nodesOver(limiterInMemory())
    const owner = attemptBy('user:1', '203.0.113.7')
    await succeed(one, owner)
    await admittedOf(
      one,
      times(20, (i) => attemptBy('user:1', address(i))),
    )
    await admittedOf(
      two,
      times(50, (i) => attemptBy(`user:${i + 2}`, '203.0.113.7')),
    )
    expect(
      await admittedOf(
        two,
        times(20, () => owner),
      ),
    ).toBe(10)
    const withToken = attemptBy('user:1', address(1), 'digest')
    expect(
      await admittedOf(
        two,
        times(20, () => withToken),
      ),
    ).toBe(10)
    await two.unlock('user:1')
    expect((await one.begin(owner)).ok).toBe(true)
    expect((await one.begin(withToken)).ok).toBe(true)
  })

  it('an attempt that was cancelled does not count, and a success resets', async () => {
    const [throttle] = nodesOver(limiterInMemory())
    const attempt = attemptBy('user:1', '203.0.113.7')
    for (let i = 0; i < 100; i++) {
      const admission = await throttle.begin(attempt)
      expect(admission.ok).toBe(true)
      if (admission.ok) await admission.cancelled()
    }
    for (let i = 0; i < 5; i++) {
      await admittedOf(
        throttle,
        times(5, () => attemptBy('user:1')),
      )
      await succeed(throttle, attemptBy('user:1'))
    }
  })
})

describe('R-06: the store of the limiter', () => {
  /** A limiter that can be stopped, and frozen so that it never answers. */
  const faulty = () => {
    const inner = limiterInMemory()
    const state: { fault?: 'stopped' | 'frozen' | undefined; calls: number } = { calls: 0 }
    const ask = <T>(run: () => Promise<T>): Promise<T> => {
      state.calls++
      if (state.fault === 'stopped') return Promise.reject(new Error('connection refused'))
      if (state.fault === 'frozen') return new Promise(() => {})
      return run()
    }
    const limiter: SharedLimiter = {
      penalty: (...all) => ask(() => inner.penalty(...all)),
      reward: (...all) => ask(() => inner.reward(...all)),
      get: (key) => ask(() => inner.get(key)),
      set: (...all) => ask(() => inner.set(...all)),
      delete: (key) => ask(() => inner.delete(key)),
    }
    return { limiter, state }
  }

  it.each(['stopped', 'frozen'] as const)(
    '%s: of 1,000 wrong logins half the budget is hashed by each process, and one waits 200 ms',
    async (fault) => {
      vi.useFakeTimers()
      const { limiter, state } = faulty()
      const warnings: OperatorWarning[] = []
      const hasher = countingHasher()
      hasher.check = async () => (hasher.hashes++, false)
      const api = createTokenApi({
        secretKey: 'a secret of these tests, long enough',
        store: memoryStore([{ id: 1, username: 'maria', password: 'plain$right' }]),
        passwordHasher: hasher,
        loginThrottle: limiter,
        onEvent: (event) => {
          if (event.name === 'warning.found') warnings.push(event)
        },
      })
      state.fault = fault
      const first = api.login('maria', 'wrong').catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(200)
      expect(await first).toMatchObject({ code: 'invalid_login' })
      for (let i = 1; i < 1_000; i++) {
        await expect(api.login('maria', 'wrong')).rejects.toMatchObject({
          code: i < 5 ? 'invalid_login' : 'too_many_attempts',
        })
      }
      expect(hasher.hashes).toBe(5)
      expect(state.calls).toBeLessThanOrEqual(2)
      await vi.advanceTimersByTimeAsync(100)
      expect(warnings.map(({ code }) => code)).toEqual(['TOKENAPI_THROTTLE'])
      // One login each second tries again.
      state.fault = undefined
      await vi.advanceTimersByTimeAsync(1_000)
      await api.login('maria', 'wrong').catch(() => {})
      expect(hasher.hashes).toBe(6)
    },
  )

  it('while it is frozen, one login in a second waits for it and the others do not', async () => {
    vi.useFakeTimers()
    const { limiter, state } = faulty()
    const throttle = createLoginThrottle({ limiter })
    state.fault = 'frozen'
    const first = throttle.begin(attemptBy('user:1'))
    await vi.advanceTimersByTimeAsync(200)
    await first
    await vi.advanceTimersByTimeAsync(1_000)
    const before = state.calls
    const all = Promise.all([...times(100, async (i) => throttle.begin(attemptBy(`user:${i}`)))])
    await vi.advanceTimersByTimeAsync(200)
    expect((await all).length).toBe(100)
    expect(state.calls - before).toBeLessThanOrEqual(2)
  })

  describe.each(['stopped', 'frozen'] as const)('%s while logins are under way', (fault) => {
    const setUp = () => {
      vi.useFakeTimers()
      const { limiter, state } = faulty()
      return { throttle: createLoginThrottle({ limiter, knownAddressDays }), state }
    }
    const settled = async (work: PromiseLike<unknown>) => {
      await vi.advanceTimersByTimeAsync(200)
      await work
    }

    it('the right ones do not count as failures once it answers again', async () => {
      const { throttle, state } = setUp()
      const attempt = attemptBy('user:1')
      const admissions = await Promise.all(times(10, async () => throttle.begin(attempt)))
      state.fault = fault
      await settled(Promise.all(admissions.map(async (each) => each.ok && each.succeeded())))
      state.fault = undefined
      expect(await throttle.state(attempt)).toMatchObject({ failures: 0 })
      await vi.advanceTimersByTimeAsync(5_000)
      expect(await throttle.state(attempt)).toEqual({ isThrottled: false, failures: 0 })
    })

    it('a cancelled one that it may have taken is not taken back twice', async () => {
      const { throttle, state } = setUp()
      const attempt = attemptBy('user:1')
      const admissions = await Promise.all(times(4, async () => throttle.begin(attempt)))
      state.fault = fault
      await settled(Promise.all(admissions.map(async (each) => each.ok && each.cancelled())))
      state.fault = undefined
      await vi.advanceTimersByTimeAsync(5_000)
      // The first may have been taken; the others were not sent.
      const { failures } = await throttle.state(attempt)
      expect(failures).toBeGreaterThanOrEqual(1)
      expect(failures).toBeLessThanOrEqual(4)
    })
  })

  it('down for long: 1,000 outcomes wait at most, and the newest of them arrive', async () => {
    vi.useFakeTimers()
    const { limiter, state } = faulty()
    const throttle = createLoginThrottle({ limiter, knownAddressDays })
    const attempts = [...times(1_200, (i) => attemptBy(`user:${i}`))]
    const admissions = await Promise.all(attempts.map(async (each) => throttle.begin(each)))
    state.fault = 'stopped'
    for (const each of admissions) if (each.ok) await each.succeeded()
    state.fault = undefined
    await vi.advanceTimersByTimeAsync(10_000)
    // The first one tries whether it answers.
    await throttle.state(attemptBy('user:0'))
    const states = await Promise.all(attempts.map(async (each) => throttle.state(each)))
    expect(states.map(({ failures }) => failures).filter((count) => count > 0)).toHaveLength(200)
    expect(states.slice(200).every(({ failures }) => failures === 0)).toBe(true)
  })

  it('an address that is known to it stays known meanwhile', async () => {
    const { limiter, state } = faulty()
    const throttle = createLoginThrottle({ limiter, knownAddressDays })
    const owner = attemptBy('user:1', '203.0.113.7')
    await succeed(throttle, owner)
    state.fault = 'stopped'
    expect(
      await admittedOf(
        throttle,
        times(50, (i) => attemptBy('user:1', address(i))),
      ),
    ).toBe(5)
    expect((await throttle.begin(owner)).ok).toBe(true)
    await expect(throttle.unlock('user:1')).rejects.toThrow('the limiter of `loginThrottle` failed')
  })
})
