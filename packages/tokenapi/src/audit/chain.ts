import { sha256 } from '../core/runtime/sha256.js'
import type { EventRow, RowTexts } from './event-row.js'

/** The end of a chain. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/** Before the first entry. */
export const GENESIS: Head = { seq: 0, hash: '0'.repeat(64) }

/** The rows that continue the chain after `head`. */
export function chained(head: Head, entries: readonly RowTexts[]): readonly EventRow[] {
  let { seq, hash } = head
  return entries.map((texts) => {
    const row = { seq: ++seq, texts, previous: hash }
    hash = hashOf(row)
    return { ...row, hash }
  })
}

/**
 * The hash of a row: SHA-256 in UTF-8 over its number, its texts and the hash of the row before it, as one list
 * in JSON without spaces. docs/audit.md describes it for other programs, so it never changes.
 */
export function hashOf({ seq, texts, previous }: Omit<EventRow, 'hash'>): string {
  return sha256(JSON.stringify([seq, ...texts, previous]))
}
