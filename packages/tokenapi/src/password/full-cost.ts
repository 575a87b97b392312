/**
 * Makes every failed check cost one full hash, so that response times do not reveal which users exist or
 * have an old, cheap hash (CVE-2016-2513, CVE-2024-39329). It hashes instead of sleeping, so the
 * time matches on a busy machine too.
 */
import { encodePbkdf2 } from './pbkdf2.js'
import type { Preferred } from './preferred-format.js'
import { randomText } from './random-text.js'
import { type Work, isSameWork } from './stored-hash.js'

export interface FullCost {
  /** The cost of one full hash, in rounds of pbkdf2_sha256. Measured once, before the first check of any user. */
  calibrate(): Promise<number>
  /** Computes one full hash: for a check that computed nothing. */
  payFull(password: string): Promise<void>
  /** Computes the difference to a full hash, after a failed check of this work that took so long. */
  payRemainder(password: string, work: Work | undefined, milliseconds: number): Promise<void>
}

/** The first part, as a share of a full hash: small enough to overshoot by, large enough to be timed. */
const FIRST_SHARE = 1 / 32
/** The share of the remainder to compute after each part. Each part improves the estimate of the speed. */
const NEXT_SHARES = [1 / 2, 1, 0] as const

export function fullCostOf(preferred: Preferred): FullCost {
  let measuring: Promise<number> | undefined

  const calibrate = async (): Promise<number> => {
    const { name, factors } = preferred.work
    if (name === ROUNDS) return factors[0] as number
    measuring ??= measure(preferred)
    try {
      return await measuring
    } catch (error) {
      measuring = undefined
      throw error
    }
  }

  const payFull = async (password: string): Promise<void> => {
    await preferred.encode(password)
  }

  return {
    calibrate,
    payFull,
    async payRemainder(password, work, milliseconds) {
      if (work === undefined) return payFull(password)
      if (isSameWork(work, preferred.work)) return
      const fullRounds = await calibrate()
      if (work.name === ROUNDS) return payRounds(password, fullRounds - (work.factors[0] as number))
      let [paid, took] = [0, 0]
      let next = Math.max(1, Math.round(fullRounds * FIRST_SHARE))
      for (const share of NEXT_SHARES) {
        took += await timed(() => payRounds(password, next))
        paid += next
        // The check in rounds, at the current speed. Zero on runtimes whose clock stops during a request.
        const checked = took > 0 ? (milliseconds * paid) / took : 0
        next = Math.round((fullRounds - checked - paid) * share)
        if (next < 1) return
      }
    },
  }
}

/** Costs are compared in rounds of this algorithm. */
const ROUNDS = 'pbkdf2_sha256'
const SAMPLE = 50_000
const SAMPLES = 5

/** The number of rounds that take as long as one hash: the median of a few pairs, each timed under the same load. */
async function measure(preferred: Preferred): Promise<number> {
  const rounds: number[] = []
  for (let i = 0; i < SAMPLES; i++) {
    const hash = await timed(() => preferred.encode(''))
    const sample = await timed(() => payRounds('', SAMPLE))
    rounds.push(sample > 0 ? (SAMPLE * hash) / sample : SAMPLE)
  }
  return rounds.toSorted((a, b) => a - b)[SAMPLES >> 1] as number
}

async function payRounds(password: string, iterations: number): Promise<void> {
  const rounds = Math.round(iterations)
  if (rounds >= 1)
    await encodePbkdf2(ROUNDS, password, { salt: randomText(22), iterations: rounds })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
