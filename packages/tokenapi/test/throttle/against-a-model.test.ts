import fc from 'fast-check'
import { expect, it } from 'vitest'

import { createLoginThrottle } from '../../src/index.ts'
import { attemptBy } from './support.ts'

const MINUTE = 60_000

/** Buckets that leak a millisecond each millisecond; a failure pours in an interval. */
function modelOf(limit: number, period: number, growth: number, stopAfter: number) {
  let [level, row, at] = [0, 0, 0]
  const leak = (now: number) => ([level, at] = [Math.max(0, level - (now - at)), now])
  const interval = () => Math.min((period / limit) * growth ** Math.floor(row / limit), 60 * MINUTE)
  return {
    wait(now: number) {
      leak(now)
      // Never longer than a full bucket and the next interval, which a reset of the row makes shorter.
      const filled = Math.min(level, period + interval())
      return row >= stopAfter ? 3_600_000 : Math.max(0, filled - (period - period / limit))
    },
    fail(now: number) {
      leak(now)
      level += interval()
      row++
    },
    reset: () => ([level, row] = [0, 0]),
    endRow: () => (row = 0),
  }
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ user: fc.nat(2), from: fc.nat(3), right: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ seconds: fc.nat(300) }) },
  { weight: 1, arbitrary: fc.record({ seconds: fc.nat(7_200) }) },
  { weight: 1, arbitrary: fc.record({ unlock: fc.nat(2) }) },
)

it('P-10: what is admitted, when, and the seconds of Retry-After are those of a leaky bucket', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 400 }), async (steps) => {
      let now = 0
      const throttle = createLoginThrottle({
        accountFailures: 4,
        addressFailures: 6,
        stopAfter: 20,
        now: () => new Date(now),
      })
      const models = new Map<string, ReturnType<typeof modelOf>>()
      const model = (key: string) => {
        if (!models.has(key)) {
          const ofAddress = key.startsWith('203.')
          models.set(
            key,
            ofAddress ? modelOf(6, MINUTE, 1, Infinity) : modelOf(4, 15 * MINUTE, 2, 20),
          )
        }
        return models.get(key) as ReturnType<typeof modelOf>
      }
      const known = new Set<string>()
      for (const each of steps) {
        if ('seconds' in each) now += each.seconds * 1_000
        else if ('unlock' in each) {
          const account = `user:${each.unlock}`
          await throttle.unlock(account)
          for (const [key, of] of models) if (key.split('|')[0] === account) of.reset()
        } else {
          const account = `user:${each.user}`
          const address = `203.0.113.${each.from}`
          const own = known.has(`${account}|${address}`)
          const keys = own ? [`${account}|${address}`] : [account, address]
          const wait = Math.max(...keys.map((key) => model(key).wait(now)))
          const attempt = { ...attemptBy(account, address), name: account }
          const state = await throttle.state(attempt)
          const admission = await throttle.begin(attempt)
          expect(admission.ok).toBe(wait === 0)
          expect(state.isThrottled).toBe(!admission.ok)
          if (!admission.ok) expect(admission.retryAfter).toBe(Math.ceil(wait / 1_000))
          else if (each.right > 0) keys.forEach((key) => model(key).fail(now))
          else {
            await admission.succeeded()
            known.add(`${account}|${address}`)
            if (own) model(`${account}|${address}`).reset()
            if (own) model(account).endRow()
            else model(account).reset()
          }
        }
      }
    }),
    { numRuns: 300 },
  )
})
