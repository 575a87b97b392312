import type { ChainedEntry } from 'tokenapi/audit'

import { tableRow } from './table.js'

const row = tableRow(24, 24, 8, 20, 16)

export const EVENT_HEADING = row('TIME', 'EVENT', 'ID', 'USER NAME', 'ADDRESS', 'REASON')

/** A recorded event as a line of a table. */
export function eventRow(entry: ChainedEntry): string {
  const { time, name, userId = '', username = '', address = '', code, details } = entry
  const reason = entry.reason ?? code ?? (details === undefined ? '' : JSON.stringify(details))
  return row(time.toISOString(), name, userId, username, address, reason)
}
