/** Which rows of a batch are new, which are in the table already, and which cannot be added. */
import type { NewUser, UserRecord } from 'tokenapi'
import type { RecordAdmin } from 'tokenapi/admin'

import { printable } from '../table.js'
import type { NewRow } from './read-user.js'

export interface PlacedRow extends NewRow {
  readonly place: string
  readonly end: number
}

export interface Verdict {
  readonly is: 'new' | 'there' | 'bad'
  readonly row: PlacedRow
  /** Why it is bad. */
  readonly reason?: string
}

/** One verdict for each row, in their order. Changes nothing. */
export async function compareWithTable(
  table: Pick<RecordAdmin, 'check'>,
  rows: readonly PlacedRow[],
): Promise<readonly Verdict[]> {
  const objections = await table.check(rows.map(({ record }) => record))
  const byIndex = new Map(objections.map((objection) => [objection.index, objection]))
  return rows.map((row, i) => {
    const objection = byIndex.get(i)
    if (objection === undefined) return { is: 'new', row }
    const { holder, reason } = objection
    if (holder === undefined) return { is: 'bad', row, reason }
    // Of a password that is hashed here nobody knows the hash that it got.
    const isHashed = row.from === undefined
    if (isSame(holder, row.record) && (!isHashed || holder.password === row.record.password)) {
      return { is: 'there', row }
    }
    return { is: 'bad', row, reason: whyTaken(holder, row.record) }
  })
}

function isSame(holder: NewUser, { id, username }: UserRecord): boolean {
  return holder.username === username && (id === undefined || holder.id === id)
}

function whyTaken(holder: NewUser, record: UserRecord): string {
  if (isSame(holder, record)) return 'there is such a user already, with another password'
  if (holder.username === record.username) {
    return holder.id === undefined
      ? 'the user name is already in the file'
      : `the user name is taken, with the id ${holder.id}`
  }
  const what = record.id !== undefined && holder.id === record.id ? 'id' : 'user name'
  return `the ${what} is taken, by "${printable(holder.username)}"`
}
