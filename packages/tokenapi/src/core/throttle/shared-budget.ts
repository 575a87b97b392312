/** Counts failures of one key in shared limiters: in a window, and in a row. */
import type { SharedLimiters } from './shared-limiter.js'
import { type Refusal, ofAccount, ofStop, refusalOfWait } from './throttle-refusals.js'
import type { RatePolicy } from './throttle-options.js'

/** Seconds for which failures in a row are remembered. A limiter in memory has no timers beyond 24 days. */
const ROW_SECONDS = 20 * 86_400

export interface SharedBudget {
  /** Failures in a row. */
  row(): Promise<number>
  /** Counts a failure in the window. Points are added in one step, so parallel attempts cannot pass together. */
  take(row: number): Promise<Refusal | undefined>
  /** Counts a failure in a row. */
  takeRow(): Promise<Refusal | undefined>
  refund(): Promise<unknown>
  reset(): Promise<unknown>
  endRow(): Promise<unknown>
  state(): Promise<SharedState>
}

export interface SharedState {
  readonly refusal: Refusal | undefined
  readonly failures: number
}

export function sharedBudget(
  { rates, durable }: SharedLimiters,
  policy: RatePolicy,
  key: string,
): SharedBudget {
  const window = `window:${key}`
  const rowKey = `row:${key}`
  const inWindow = { customDuration: Math.ceil(policy.period / 1_000) }
  const inRow = { customDuration: ROW_SECONDS }

  const row = async (): Promise<number> => (await durable.get(rowKey))?.consumedPoints ?? 0
  const refusalOf = (points: number, milliseconds: number, failures: number): Refusal | undefined =>
    points > allowedAfter(policy, failures)
      ? refusalOfWait(Math.max(1, milliseconds), ofAccount(policy))
      : undefined

  return {
    row,
    async take(failures) {
      if (failures >= policy.stopAfter) return ofStop(policy)
      const { consumedPoints, msBeforeNext } = await rates.penalty(window, 1, inWindow)
      return refusalOf(consumedPoints, msBeforeNext, failures)
    },
    async takeRow() {
      const { consumedPoints } = await durable.penalty(rowKey, 1, inRow)
      if (consumedPoints < policy.stopAfter) return undefined
      // Until `unlock`, so it does not expire.
      await durable.set(rowKey, policy.stopAfter, 0)
      return consumedPoints > policy.stopAfter ? ofStop(policy) : undefined
    },
    refund: () =>
      Promise.all([rates.reward(window, 1, inWindow), durable.reward(rowKey, 1, inRow)]),
    reset: () => Promise.all([rates.delete(window), durable.delete(rowKey)]),
    endRow: () => durable.delete(rowKey),
    async state() {
      const [failures, counted] = await Promise.all([row(), rates.get(window)])
      if (failures >= policy.stopAfter) return { refusal: ofStop(policy), failures }
      const { consumedPoints = 0, msBeforeNext = 0 } = counted ?? {}
      return { refusal: refusalOf(consumedPoints + 1, msBeforeNext, failures), failures }
    },
  }
}

/** Failures that a window admits: half as many after each `limit` failures in a row, and no less than one. */
function allowedAfter({ limit }: RatePolicy, failures: number): number {
  return Math.max(1, Math.floor(limit / 2 ** Math.floor(failures / limit)))
}
