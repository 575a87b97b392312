import type { Sample } from '../operations/metrics.js'

/** What counters have gained since the last time; they only grow while the process runs. */
export type CounterDeltas = () => Promise<readonly Sample[]>

/** `read` gives the counters as they are now. */
export function counterDeltas(read: () => Promise<readonly Sample[]>): CounterDeltas {
  const before = new Map<string, number>()
  return async () => {
    const gained: Sample[] = []
    for (const sample of await read()) {
      const key = `${sample.name}{${sample.labels}}`
      const value = sample.value - (before.get(key) ?? 0)
      if (value === 0) continue
      before.set(key, sample.value)
      gained.push({ ...sample, value })
    }
    return gained
  }
}
