import type { EventEntry } from '../core/events/event-log.js'
import { nextTurn } from '../core/runtime/timer.js'
import { type Head, GENESIS } from './chain.js'
import type { EventTable } from './event-table.js'
import { PRUNED } from './verify-events.js'

/** Rows that one statement deletes: few, as SQLite deletes in the turn of a request. */
const STEP = 500

/**
 * Deletes the rows from the first one to the last one before a time. The chain records it before: an entry with the
 * number and the hash of the last row that goes, so that the rows that stay can be verified.
 */
export async function pruneEvents(
  table: EventTable,
  append: (entries: readonly EventEntry[]) => Promise<void>,
  before: Date,
): Promise<number> {
  // Without the right to delete, the entry would be wrong.
  await table.deleteThrough(0)
  const { seq: through, hash } = await lastBefore(table, before.toISOString())
  if (through === 0) return 0
  await append([{ time: new Date(), name: PRUNED, details: { through, hash } }])
  let count = 0
  for (;;) {
    const first = await table.find('ASC')
    if (first === undefined || first > through) return count
    count += await table.deleteThrough(Math.min(first + STEP - 1, through))
    await nextTurn()
  }
}

/** The last of the first rows that are all older. Rows of several nodes are not exactly in the order of time. */
async function lastBefore(table: EventTable, time: string): Promise<Head> {
  let last = GENESIS
  for (;;) {
    const rows = await table.after(last.seq)
    if (rows.length === 0) return last
    for (const row of rows) {
      if ((row.texts[0] ?? '') >= time) return last
      last = row
    }
    await nextTurn()
  }
}
