import {
  type Failures,
  NO_FAILURES,
  afterFailure,
  isOver,
  isStopped,
  waitOf,
  withoutFailure,
} from './failure-rate.js'
import { createSpill } from './failure-spill.js'
import { type SweptMap, sweptMap } from './swept-map.js'
import type { RatePolicy } from './throttle-options.js'

/** Failures by key, in bounded memory. A key that finds no room is never forgotten, only remembered coarsely. */
export interface FailureTable {
  look(key: string): Look
  /** Counts a failure. The result takes it back. */
  count(key: string): () => void
  /** Forgets the failures of a key. */
  reset(key: string): void
  /** Ends a stop and the count of failures in a row; the rate is kept. */
  endRow(key: string): void
  /** Forgets the failures of all keys that begin with this text. */
  resetAll(prefix: string): void
}

interface Look {
  /** Milliseconds until an attempt is admitted; 0: now. */
  readonly wait: number
  readonly isStopped: boolean
  readonly failures: number
}

export interface FailureTableOptions {
  readonly policy: RatePolicy
  readonly maxEntries: number
  now(): number
}

/** Replaced at a reset, so that nothing is taken back from a later count. */
interface Entry {
  failures: Failures
}

export function createFailureTable({ policy, maxEntries, now }: FailureTableOptions): FailureTable {
  const counted = sweptMap<Entry>()
  /** Apart, so that a flood of other keys does not move them out. */
  const stopped = sweptMap<Entry>()
  const spill = createSpill()

  const entryOf = (key: string): Entry | undefined => counted.map.get(key) ?? stopped.map.get(key)
  const remove = (key: string): void => {
    counted.map.delete(key)
    stopped.map.delete(key)
  }
  const put = (key: string, entry: Entry): void => {
    remove(key)
    const table = isStopped(policy, entry.failures) ? stopped : counted
    makeRoom(table)
    table.map.set(key, entry)
  }
  /** Looks at two entries for each one that is added, so that a table that was full becomes small again. */
  const makeRoom = ({ map, next }: SweptMap<Entry>): void => {
    for (let looked = 0; looked < 2 || map.size >= maxEntries; looked++) {
      const found = next()
      if (found === undefined) return
      const [key, { failures }] = found
      const isForgotten = isOver(policy, failures, now())
      if (!isForgotten && map.size < maxEntries) continue
      map.delete(key)
      if (!isForgotten) spill.add(key, failures)
    }
  }
  const reset = (key: string): void => {
    remove(key)
    // Hides what the key shares with others.
    if (spill.find(key) !== NO_FAILURES) put(key, { failures: NO_FAILURES })
  }

  return {
    look(key) {
      const found = entryOf(key)?.failures ?? spill.find(key)
      const failures = isOver(policy, found, now()) ? NO_FAILURES : found
      return {
        wait: waitOf(policy, failures, now()),
        isStopped: isStopped(policy, failures),
        failures: failures.row,
      }
    },
    count(key) {
      const entry = entryOf(key) ?? { failures: spill.find(key) }
      entry.failures = afterFailure(policy, entry.failures, now())
      put(key, entry)
      return () => {
        if (entryOf(key) !== entry) return
        entry.failures = withoutFailure(policy, entry.failures)
        put(key, entry)
      }
    },
    reset,
    endRow(key) {
      const failures = entryOf(key)?.failures ?? spill.find(key)
      if (failures !== NO_FAILURES) put(key, { failures: { ...failures, row: 0 } })
    },
    resetAll(prefix) {
      for (const key of [...counted.map.keys(), ...stopped.map.keys()]) {
        if (key.startsWith(prefix)) reset(key)
      }
    },
  }
}
