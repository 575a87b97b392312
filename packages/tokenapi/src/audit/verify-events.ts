import { type Head, GENESIS, hashOf } from './chain.js'
import type { EventRow } from './event-row.js'
import { entryIn } from './event-row.js'
import type { EventTable } from './event-table.js'
import { compared, rowsOf } from './list-events.js'

export interface VerifyOptions {
  /** A hash that was the head of this chain before: it must still be in it. */
  readonly expectHead?: string | undefined
}

/** What `verify` found. */
export type Verification =
  | {
      readonly ok: true
      /** Rows that were verified. */
      readonly count: number
      /** The last row; `undefined` for an empty table. */
      readonly head: Head | undefined
    }
  | {
      readonly ok: false
      /** Rows before the first broken one. */
      readonly count: number
      /** The first row that is changed, missing or not linked; `undefined` where only `expectHead` is missing. */
      readonly seq: number | undefined
      /** What is wrong, as a sentence. */
      readonly what: string
    }

/** The name of the entry that `prune` appends. */
export const PRUNED = 'audit.pruned'

/** Reads the whole chain and compares every hash. */
export async function verifyEvents(
  table: EventTable,
  { expectHead }: VerifyOptions = {},
): Promise<Verification> {
  let head = GENESIS
  let count = 0
  let isFound = expectHead === undefined || expectHead === GENESIS.hash
  for await (const row of rowsOf(table)) {
    const wrong = await problemOf(table, head, row)
    if (wrong !== undefined) return { ok: false, count, ...wrong }
    isFound ||= row.hash === expectHead || row.previous === expectHead
    head = row
    count++
  }
  if (!isFound) return { ok: false, count, seq: undefined, what: NOT_FOUND }
  const { seq, hash } = head
  return { ok: true, count, head: count === 0 ? undefined : { seq, hash } }
}

const NOT_FOUND =
  'no row has the expected hash: rows at the end were removed, the chain was written anew, or the row was pruned'

async function problemOf(
  table: EventTable,
  head: Head,
  row: EventRow,
): Promise<{ readonly seq: number; readonly what: string } | undefined> {
  if (row.seq !== head.seq + 1) {
    const last = row.seq - 1
    const pruned = await lastPruned(table)
    if (pruned.seq < last) {
      const first = Math.max(head.seq, pruned.seq) + 1
      const missing = first >= last ? `row ${first} is` : `rows ${first} to ${last} are`
      return { seq: first, what: `${missing} missing` }
    }
    if (pruned.seq === last && pruned.hash !== row.previous) {
      return { seq: row.seq, what: `row ${row.seq} does not continue the rows that were pruned` }
    }
  } else if (row.previous !== head.hash) {
    return { seq: row.seq, what: `row ${row.seq} does not continue row ${head.seq}` }
  }
  return hashOf(row) === row.hash
    ? undefined
    : { seq: row.seq, what: `row ${row.seq} was changed, or its hash was` }
}

/** The last row that was pruned, as the chain records it. */
async function lastPruned(table: EventTable): Promise<Head> {
  const isPruned = compared('name', '=', PRUNED)
  const seq = await table.find('DESC', [isPruned])
  if (seq === undefined) return GENESIS
  const [row] = await table.after(seq - 1)
  const { through, hash } = row === undefined ? {} : (entryIn(row).details ?? {})
  // Before its own row, so that the hash of that row is compared later.
  if (typeof through !== 'number' || !(through < seq)) return GENESIS
  return { seq: through, hash: typeof hash === 'string' ? hash : '' }
}
