/** Counts that wait to be written. */
import type { CounterIncrease } from 'tokenapi/admin'

export interface WaitingCounts {
  readonly size: number
  /** Adds to what waits for the same minute. */
  add(counts: readonly CounterIncrease[]): void
  /** The oldest counts, at most `most`; put back by `add` if they could not be written. */
  take(most: number): readonly CounterIncrease[]
}

export function waitingCounts(): WaitingCounts {
  const waiting = new Map<string, CounterIncrease>()
  return {
    get size() {
      return waiting.size
    },
    add(counts) {
      for (const each of counts) {
        const key = `${each.time.getTime()} ${each.name}{${each.labels}}`
        const count = each.count + (waiting.get(key)?.count ?? 0)
        waiting.set(key, { ...each, count })
      }
    },
    take(most) {
      const taken: CounterIncrease[] = []
      for (const [key, each] of waiting) {
        if (taken.length === most) break
        waiting.delete(key)
        taken.push(each)
      }
      return taken
    },
  }
}
