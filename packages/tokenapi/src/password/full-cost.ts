/**
 * What makes every failed check cost one full hash, whatever the stored one has cost: an unknown name,
 * a cheap old hash and a hash that nothing can compute here answer equally late (CVE-2016-2513,
 * CVE-2024-39329). It is work and not a pause, so it is as long as a hash is on a busy machine too.
 */
import { encodePbkdf2 } from './pbkdf2.js'
import type { Preferred } from './preferred.js'
import { randomText } from './preferred.js'
import { type Work, isSameWork } from './stored-hash.js'

export interface FullCost {
  /** The cost of one full hash, measured before the first check. */
  measured(): Promise<number>
  /** Where nothing was computed. */
  payAll(password: string): Promise<void>
  /** Where a check with this work has failed, after so many milliseconds. */
  payRest(password: string, work: Work | undefined, milliseconds: number): Promise<void>
}

/** A part of a full hash, small enough to overshoot by and large enough to be timed. */
const FIRST = 1 / 32
/** Of what is left after each part: the speed that its size follows from is known better each time. */
const SHARES = [1 / 2, 1, 0] as const

export function fullCostOf(preferred: Preferred): FullCost {
  let measuring: Promise<number> | undefined

  const measured = async (): Promise<number> => {
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

  const payAll = async (password: string): Promise<void> => {
    await preferred.encode(password)
  }

  return {
    measured,
    payAll,
    async payRest(password, work, milliseconds) {
      if (work === undefined) return payAll(password)
      if (isSameWork(work, preferred.work)) return
      const whole = await measured()
      if (work.name === ROUNDS) return payRounds(password, whole - (work.factors[0] as number))
      let [paid, took] = [0, 0]
      let next = Math.max(1, Math.round(whole * FIRST))
      for (const share of SHARES) {
        took += await timed(() => payRounds(password, next))
        paid += next
        // How many rounds the check itself was worth, at the speed of this moment. Some runtimes stop
        // their clocks: then it was worth nothing.
        const checked = took > 0 ? (milliseconds * paid) / took : 0
        next = Math.round((whole - checked - paid) * share)
        if (next < 1) return
      }
    },
  }
}

/** The unit in which costs are compared. */
const ROUNDS = 'pbkdf2_sha256'
const SAMPLE = 50_000
const SAMPLES = 5

/** How many rounds take as long as one hash: the median of a few pairs, each under the same load. */
async function measure(preferred: Preferred): Promise<number> {
  const worths: number[] = []
  for (let i = 0; i < SAMPLES; i++) {
    const hash = await timed(() => preferred.encode(''))
    const sample = await timed(() => payRounds('', SAMPLE))
    worths.push(sample > 0 ? (SAMPLE * hash) / sample : SAMPLE)
  }
  return worths.toSorted((a, b) => a - b)[SAMPLES >> 1] as number
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
