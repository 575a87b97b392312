import { RateLimiterMemory } from 'rate-limiter-flexible'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { type LoginThrottle, type SharedLimiter, createLoginThrottle } from '../../src/index.ts'
import { admittedOf, attemptBy, succeed, times } from './support.ts'

const limiterInMemory = () => new RateLimiterMemory({ points: 1, duration: 1 })
/** RateLimiterMemory has no timers beyond 24 days. */
const knownAddressDays = 20
const address = (i: number): string => `10.0.${i >> 8}.${i & 255}`
const HOME = '203.0.113.7'

afterEach(() => vi.useRealTimers())

describe.each<[string, () => LoginThrottle]>([
  ['in memory', () => createLoginThrottle()],
  ['shared', () => createLoginThrottle({ limiter: limiterInMemory(), knownAddressDays })],
])('P-10: the owner of a stolen token, counted %s', (_where, throttleOf) => {
  const byThief = times(50, (i) => attemptBy('user:1', address(i), 'stolen'))
  const guess = (throttle: LoginThrottle) => admittedOf(throttle, byThief)

  it('logs in from a known address, with that token too', async () => {
    const throttle = throttleOf()
    await succeed(throttle, attemptBy('user:1', HOME))
    await guess(throttle)
    await succeed(throttle, attemptBy('user:1', HOME, 'stolen'))
  })

  it('logs in with another token', async () => {
    const throttle = throttleOf()
    await guess(throttle)
    await succeed(throttle, attemptBy('user:1', HOME, 'own'))
  })

  it('loses nothing by presenting it: the account admits what it admits without a token', async () => {
    const throttle = throttleOf()
    const stolen = times(10, (i) => attemptBy('user:1', address(i), 'stolen'))
    expect(await admittedOf(throttle, stolen)).toBe(10)
    await succeed(throttle, attemptBy('user:1', HOME, 'stolen'))
  })

  it('gives the thief no new guesses by each login', async () => {
    const throttle = throttleOf()
    let admitted = 0
    for (let i = 0; i < 20; i++) {
      admitted += await admittedOf(
        throttle,
        times(50, (n) => attemptBy('user:1', address(n), 'stolen')),
      )
      await succeed(throttle, attemptBy('user:1', HOME, i === 0 ? 'own' : 'stolen'))
    }
    expect(admitted).toBe(20)
  })
})

it('R-06: right logins while the store of the limiter is slow are no failures when it is fast again', async () => {
  vi.useFakeTimers()
  const inner = limiterInMemory()
  let delay = 0
  const slowly = async <T>(run: () => Promise<T>): Promise<T> => {
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    return run()
  }
  const limiter: SharedLimiter = {
    penalty: (...all) => slowly(() => inner.penalty(...all)),
    reward: (...all) => slowly(() => inner.reward(...all)),
    get: (key) => slowly(() => inner.get(key)),
    set: (...all) => slowly(() => inner.set(...all)),
    delete: (key) => slowly(() => inner.delete(key)),
  }
  const throttle = createLoginThrottle({ limiter, knownAddressDays })
  const owner = attemptBy('user:1', HOME)
  await succeed(throttle, owner)
  delay = 300
  for (let i = 0; i < 120; i++) {
    const login = succeed(throttle, owner)
    await vi.advanceTimersByTimeAsync(10_000)
    await login
  }
  delay = 0
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await throttle.state(owner)).toEqual({ isThrottled: false, failures: 0 })
})
