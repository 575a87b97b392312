/** Counters as a shop with a few thousand users leaves them, up to now: it is twenty past four on a working day. */
import type { CounterIncrease } from 'tokenapi/admin'

import {
  ANSWER_TIMES,
  FALLBACKS,
  LIMITED,
  LOGINS,
  REFUSALS,
  UPGRADES,
  VERIFICATIONS,
} from '../../../src/operations/metric-names.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Of the day, when the counters end. */
export const HOUR_NOW = 16
const MINUTE_NOW = 20
/** Days of counters: a week, and the week before it. */
const DAYS = 14

/** In a busy hour. */
const LOGINS_PER_HOUR = 420
const VERIFICATIONS_PER_HOUR = 38_000

/** Shares of the refusals of tokens. */
const CODES = [
  ['invalid_token', 0.66],
  ['missing_credentials', 0.26],
  ['insufficient_scope', 0.08],
] as const
/** Shares of the answers, by the upper bound in seconds. */
const ANSWERS = [
  ['0.0005', 0.48],
  ['0.001', 0.33],
  ['0.0025', 0.12],
  ['0.005', 0.045],
  ['0.01', 0.016],
  ['0.025', 0.006],
  ['0.05', 0.003],
] as const

export function countersOfAWeek(now: number): readonly CounterIncrease[] {
  const vary = variation()
  const all: CounterIncrease[] = []
  const add = (time: Date, name: string, labels: string, count: number): void => {
    if (count >= 1) all.push({ time, name, labels, count: Math.floor(count) })
  }
  const step = (time: Date, hours: number): void => {
    const busy = busyness(time.getTime() - now) * hours
    const logins = LOGINS_PER_HOUR * busy * vary()
    const failed = logins * 0.06 * vary() + 1
    const verified = VERIFICATIONS_PER_HOUR * busy * vary()
    const refused = verified * 0.006 * vary()
    add(time, LOGINS, 'outcome="succeeded"', logins)
    add(time, LOGINS, 'outcome="failed"', failed)
    add(time, UPGRADES, 'outcome="succeeded"', logins * 0.02)
    add(time, VERIFICATIONS, 'outcome="succeeded"', verified)
    add(time, VERIFICATIONS, 'outcome="refused"', refused)
    add(time, REFUSALS, 'code="invalid_login"', failed)
    for (const [code, share] of CODES) add(time, REFUSALS, `code="${code}"`, refused * share)
    for (const [le, share] of ANSWERS) {
      const slow = Number(le) >= 0.005 ? 0.6 + busy / hours : 1
      add(time, ANSWER_TIMES, `route="view",le="${le}"`, verified * share * slow * vary())
    }
    add(time, FALLBACKS, '', verified * 0.003)
  }
  for (let at = now - DAYS * DAY; at < now - DAY; at += HOUR) step(new Date(at), 1)
  for (let at = now - DAY; at < now; at += 10 * MINUTE) step(new Date(at), 1 / 6)

  // A list of passwords is tried in the morning, and again in these minutes.
  for (const [minutesAgo, failed, throttled] of GUESSES) {
    const time = new Date(now - minutesAgo * MINUTE)
    add(time, LOGINS, 'outcome="failed"', failed)
    add(time, LOGINS, 'outcome="throttled"', throttled)
    add(time, REFUSALS, 'code="invalid_login"', failed)
    add(time, REFUSALS, 'code="too_many_attempts"', throttled)
  }
  add(new Date(now - 3 * MINUTE), LIMITED, '', 340)
  return all
}

/** Minutes ago, failed, throttled. */
const GUESSES = [
  [545, 46, 12],
  [520, 88, 61],
  [490, 31, 24],
  [22, 14, 0],
  [9, 41, 22],
  [3, 38, 57],
] as const

/** From 0 to 1, `ago` milliseconds before now: most before noon and in the afternoon, little at night and on Sundays. */
function busyness(ago: number): number {
  const time = ago / HOUR + HOUR_NOW + MINUTE_NOW / 60
  const hour = ((time % 24) + 24) % 24
  const daysAgo = -Math.floor(time / 24)
  const bell = (at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2))
  const day = 0.04 + 0.9 * bell(10.5, 2.2) + 0.75 * bell(15, 2.6) + 0.16 * bell(20.5, 1.6)
  return daysAgo % 7 === 3 || daysAgo % 7 === 4 ? day * 0.3 : day
}

/** Numbers around 1, the same in each run. */
function variation(): () => number {
  let seed = 7
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return 0.88 + (0.24 * seed) / 2_147_483_647
  }
}
