import type { EventEntry } from '../core/events/event-log.js'
import { type Head, chained } from './chain.js'
import { asciiOnly, textsOf } from './event-row.js'
import type { EventTable } from './event-table.js'

/** Attempts of one call while other nodes append too: each time at least one of them succeeds. */
const ATTEMPTS = 50
/** Milliseconds. */
const LONGEST_PAUSE = 20

/**
 * Appends entries to the chain. There is no lock: of two nodes that continue the same row, the primary key lets
 * one insert, and the other one tries again after the new last row. So the role needs SELECT and INSERT alone.
 */
export function appendEvents(table: EventTable): (entries: readonly EventEntry[]) => Promise<void> {
  const { kindOfError } = table.database.dialect
  /** The last rows of attempts with an unknown outcome, such as a lost connection. */
  const unknown = new WeakMap<readonly EventEntry[], Head>()

  const isThere = async (entries: readonly EventEntry[]): Promise<boolean> => {
    const last = unknown.get(entries)
    return last !== undefined && (await table.hashAt(last.seq)) === last.hash
  }

  return async (entries) => {
    if (entries.length === 0) return
    let texts = entries.map(textsOf)
    for (let left = ATTEMPTS; ; left--) {
      if (await isThere(entries)) return
      const rows = chained(await table.head(), texts)
      try {
        return await table.insert(rows)
      } catch (error) {
        const kind = kindOfError(error)
        if (kind === 'value' && texts.some(isBeyondAscii)) {
          texts = texts.map(asciiOnly)
        } else if (kind === 'duplicate' || kind === 'again') {
          if (left === 1) throw error
          await pause(Math.random() * LONGEST_PAUSE)
        } else {
          const last = rows.at(-1)
          if (last !== undefined) unknown.set(entries, last)
          throw error
        }
      }
    }
  }
}

function isBeyondAscii(texts: readonly (string | null)[]): boolean {
  return texts.some((text) => text !== null && /[^\0-\x7f]/.test(text))
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
