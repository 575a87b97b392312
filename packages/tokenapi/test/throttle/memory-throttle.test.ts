import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describe, expect, it } from 'vitest'

import { createLoginThrottle } from '../../src/index.ts'
import { createMemoryThrottle } from '../../src/core/throttle/memory-throttle.ts'
import { readThrottleOptions } from '../../src/core/throttle/throttle-options.ts'
import { fakeClock } from '../../src/testing/index.ts'
import { admittedOf, attemptBy, succeed, times } from './support.ts'

const setup = (options = {}) => {
  const clock = fakeClock()
  return { clock, throttle: createLoginThrottle({ now: clock.now, ...options }) }
}
const address = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`

describe('an account', () => {
  it('P-10: has ten failures at once, then one after a delay that doubles with each further ten', async () => {
    const { clock, throttle } = setup({ addressFailures: 1_000 })
    const attempt = attemptBy('user:1', '203.0.113.7')
    expect(
      await admittedOf(
        throttle,
        times(20, () => attempt),
      ),
    ).toBe(10)
    const delays: number[] = []
    while (delays.length < 90) {
      const admission = await throttle.begin(attempt)
      if (admission.ok) continue
      delays.push(admission.retryAfter)
      clock.advance({ seconds: admission.retryAfter - 1 })
      expect(await throttle.begin(attempt)).toMatchObject({ ok: false, retryAfter: 1 })
      clock.advance({ seconds: 1 })
    }
    const each = (delay: number): number[] => [...times(10, () => delay)]
    expect(delays).toEqual([
      90,
      ...each(180),
      ...each(360),
      ...each(720),
      ...each(1_440),
      ...each(2_880),
      ...each(3_600),
      ...each(3_600),
      ...each(3_600),
      ...each(3_600).slice(1),
    ])
  })

  it('P-10: is stopped after 100 failures in a row, until it is unlocked', async () => {
    const { clock, throttle } = setup()
    const guess = async (): Promise<boolean> => {
      clock.advance({ hours: 2 })
      return (await throttle.begin(attemptBy('user:1', '203.0.113.7'))).ok
    }
    let admitted = 0
    for (let i = 0; i < 150; i++) if (await guess()) admitted++
    expect(admitted).toBe(100)
    clock.advance({ days: 400 })
    expect(await throttle.state(attemptBy('user:1'))).toEqual({
      isThrottled: true,
      retryAfter: 3_600,
      reason: 'password logins of this account are stopped after 100 failures in a row',
      failures: 100,
    })
    expect(await throttle.unlock('user:1')).toBe(true)
    expect(await throttle.unlock('user:1')).toBe(false)
    expect(await guess()).toBe(true)
  })

  it('P-10: a success resets it', async () => {
    const { throttle } = setup()
    const attempt = attemptBy('user:1')
    for (let i = 0; i < 20; i++) {
      expect(
        await admittedOf(
          throttle,
          times(9, () => attempt),
        ),
      ).toBe(9)
      await succeed(throttle, attempt)
    }
  })

  it('does not lose an attempt that was cancelled', async () => {
    const { throttle } = setup()
    const attempt = attemptBy('user:1', '203.0.113.7')
    for (let i = 0; i < 1_000; i++) {
      const admission = await throttle.begin(attempt)
      expect(admission.ok).toBe(true)
      if (admission.ok) await admission.cancelled()
    }
    expect(
      await admittedOf(
        throttle,
        times(20, () => attempt),
      ),
    ).toBe(10)
  })

  it('gets nothing back that was counted before a reset', async () => {
    const { throttle } = setup()
    const attempt = attemptBy('user:1')
    const pending = [...times(9, () => throttle.begin(attempt))]
    await succeed(throttle, attempt)
    await admittedOf(
      throttle,
      times(10, () => attempt),
    )
    for (const each of pending) {
      const admission = await each
      if (admission.ok) await admission.cancelled()
    }
    expect((await throttle.begin(attempt)).ok).toBe(false)
  })
})

describe('an address', () => {
  it('has 30 failures a minute, over all accounts, and no account loses by the others', async () => {
    const { clock, throttle } = setup()
    const from = (i: number) => attemptBy(`user:${i}`, '203.0.113.7')
    expect(await admittedOf(throttle, times(100, from))).toBe(30)
    expect(await throttle.begin(from(99))).toMatchObject({ ok: false, retryAfter: 2 })
    clock.advance({ seconds: 2 })
    expect((await throttle.begin(from(99))).ok).toBe(true)
    expect(
      await admittedOf(
        throttle,
        times(20, () => attemptBy('user:99', '203.0.113.8')),
      ),
    ).toBe(9)
  })
})

describe('the owner is not locked out', () => {
  const owner = attemptBy('user:1', '203.0.113.7')
  const guesses = (count: number) => times(count, (i) => attemptBy('user:1', address(i)))

  it('P-10: a known address has a budget of its own, and a success there ends a stop', async () => {
    const { clock, throttle } = setup()
    await succeed(throttle, owner)
    for (let i = 0; i < 200; i++) {
      await admittedOf(throttle, guesses(20))
      clock.advance({ hours: 1 })
    }
    expect(await throttle.state(attemptBy('user:1', address(1)))).toMatchObject({ failures: 100 })
    expect(
      await admittedOf(
        throttle,
        times(9, () => owner),
      ),
    ).toBe(9)
    await succeed(throttle, owner)
    expect(await throttle.begin(attemptBy('user:1', address(1)))).toMatchObject({ ok: true })
  })

  it('a known address is known for 30 days, and for that account alone', async () => {
    const { clock, throttle } = setup()
    await succeed(throttle, owner)
    await admittedOf(throttle, guesses(20))
    expect((await throttle.begin(owner)).ok).toBe(true)
    await admittedOf(
      throttle,
      times(20, (i) => attemptBy('user:2', address(i))),
    )
    expect((await throttle.begin({ ...owner, account: 'user:2', name: 'user:2' })).ok).toBe(false)
    clock.advance({ days: 30 })
    await admittedOf(throttle, guesses(20))
    expect((await throttle.begin(owner)).ok).toBe(false)
  })

  it('guesses from the known address itself do not pass 10, nor touch the others', async () => {
    const { throttle } = setup()
    await succeed(throttle, owner)
    expect(
      await admittedOf(
        throttle,
        times(50, () => owner),
      ),
    ).toBe(10)
    expect(await admittedOf(throttle, guesses(20))).toBe(10)
  })

  it('each token that the account was given has a budget of its own, worth no more than an address', async () => {
    const { throttle } = setup()
    await admittedOf(throttle, guesses(20))
    const stolen = times(50, (i) => attemptBy('user:1', address(i), 'stolen'))
    expect(await admittedOf(throttle, stolen)).toBe(10)
    expect((await throttle.begin(attemptBy('user:1', address(9), 'own'))).ok).toBe(true)
  })

  it('an address that is over its limit does not stop it, nor does another account there', async () => {
    const { throttle } = setup()
    await succeed(throttle, owner)
    await admittedOf(
      throttle,
      times(100, (i) => attemptBy(`user:${i + 2}`, '203.0.113.7')),
    )
    expect((await throttle.begin(owner)).ok).toBe(true)
  })

  it('logins on a known address do not give others new guesses', async () => {
    const { throttle } = setup()
    await succeed(throttle, owner)
    let admitted = 0
    for (let i = 0; i < 100; i++) {
      admitted += await admittedOf(throttle, guesses(10))
      await succeed(throttle, owner)
    }
    expect(admitted).toBe(10)
  })
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** `npm run bench -- memory` takes ten million. */
const MILLIONS = 2_000_000

describe('R-07: memory', () => {
  const policyOf = (maxEntries: number) => readThrottleOptions('test', { maxEntries }).policy

  it('is flat under millions of names and addresses, and nothing is forgotten that counts', () => {
    let now = 0
    const throttle = createMemoryThrottle(policyOf(10_000), () => now)
    const victim = attemptBy('user:1', '203.0.113.7')
    for (let i = 0; i < 10; i++) throttle.begin(attemptBy('user:1', address(i)))
    expect(throttle.begin(victim).ok).toBe(false)
    const flood = (from: number, to: number): number => {
      for (let i = from; i < to; i++) {
        const network = `2001:db8:${(i >> 16).toString(16)}:${i & 65_535}::/64`
        throttle.begin(attemptBy(`name:${i}`, network))
      }
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const before = flood(0, 100_000)
    expect(flood(100_000, MILLIONS) - before).toBeLessThan(4 * 2 ** 20)
    expect(throttle.begin(victim).ok).toBe(false)
    // Names share cells, and one failure of each remains one failure.
    now += 120_000
    const other = throttle.state(attemptBy('user:2', '203.0.113.9'))
    expect(other.failures).toBeLessThanOrEqual(10)
    expect(other.isThrottled && other.failures < 9).toBe(false)
  }, 300_000)

  it('a stop outlives a flood', () => {
    let now = 0
    const throttle = createMemoryThrottle(policyOf(100), () => now)
    for (let i = 0; i < 100; i++) {
      throttle.begin(attemptBy('user:1', address(i)))
      now += 7_200_000
    }
    for (let i = 0; i < 10_000; i++) throttle.begin(attemptBy(`name:${i}`, address(i)))
    now += 400 * 86_400_000
    expect(throttle.state(attemptBy('user:1')).isThrottled).toBe(true)
    expect(throttle.unlock('user:1')).toBe(true)
    expect(throttle.state(attemptBy('user:1')).isThrottled).toBe(false)
  })

  it('an account that logs in from everywhere does not move out what others are known by', () => {
    const throttle = createMemoryThrottle(policyOf(100), () => 0)
    const owner = attemptBy('user:1', '203.0.113.7')
    throttle.noteSuccess(owner)
    for (let i = 0; i < 100_000; i++) throttle.noteSuccess(attemptBy('user:2', address(i)))
    for (let i = 0; i < 20; i++) throttle.begin(attemptBy('user:1', address(i)))
    expect(throttle.begin(owner).ok).toBe(true)
  })
})

it.each([
  ['accountFailures', 0],
  ['accountFailures', 101],
  ['accountMinutes', 0],
  ['stopAfter', 101],
  ['addressFailures', 0],
  ['knownAddressDays', -1],
  ['maxEntries', 99],
  ['limiter', {}],
  ['durableLimiter', {}],
  ['now', 'noon'],
])('the option %s: %s is refused', (name, value) => {
  expect(() => createLoginThrottle({ [name]: value })).toThrow(`\`${name}\``)
})

it('a durable limiter alone is refused, and the message names the fix', () => {
  const durableLimiter = new RateLimiterMemory({ points: 1, duration: 1 })
  expect(() => createLoginThrottle({ durableLimiter })).toThrow(
    '`durableLimiter` needs `limiter`, which counts the rates: pass both, or it as `limiter` alone',
  )
})
