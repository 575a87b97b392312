import type { EventEntry } from '../core/events/event-log.js'

/** Entries that wait to be written: a bounded number, in their order. */
export interface WaitingEntries {
  readonly length: number
  /** Beyond the bound the entry is dropped and counted. */
  push(entry: EventEntry): void
  /** The next entries, at most `most`; the count of dropped ones is among them, as an entry. */
  take(most: number): readonly EventEntry[]
}

/** @param most entries that may wait */
export function waitingEntries(most: number, now: () => number): WaitingEntries {
  let waiting: EventEntry[] = []
  let dropped = 0
  let since = 0
  return {
    get length() {
      return waiting.length + (dropped > 0 ? 1 : 0)
    },
    push(entry) {
      if (waiting.length < most) {
        waiting.push(entry)
        return
      }
      if (dropped === 0) since = now()
      dropped++
    },
    take(count) {
      const taken = waiting.slice(0, count)
      waiting = waiting.slice(count)
      if (dropped === 0) return taken
      const details = { count: dropped, since: new Date(since).toISOString() }
      dropped = 0
      // After all that came before the first that was dropped.
      waiting.push({ time: new Date(now()), name: 'audit.dropped', details })
      return taken.length > 0 ? taken : waiting.splice(0, 1)
    },
  }
}
