/** Which records could not be added, and why: asked before anything is written. */
import type { NewUser, UserRecord } from '../../core/store.js'
import type { UserTable } from '../user-table.js'
import { isMisfitError } from './column-value.js'
import type { SqlDatabase } from './database.js'
import { findHolders } from './find-holders.js'
import type { Column } from './table.js'
import { unencodableValues } from './unencodable.js'
import type { UserSelect } from './user-select.js'
import { type UserRow, rowWriter, userColumns } from './user-row.js'

/** Why one of several records cannot be added. */
export interface RecordObjection {
  /** Which of them, counted from 0. */
  readonly index: number
  /** A sentence without a value that may be a secret. */
  readonly reason: string
  /** Whose the user name or the id is: a user of the table, or an earlier one of the records. */
  readonly holder?: NewUser
}

/** One objection at most for each record, in their order. Changes nothing. */
export async function checkRecords(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  records: readonly UserRecord[],
): Promise<readonly RecordObjection[]> {
  const columns = await userColumns(database, table, select)
  const write = rowWriter(database.dialect, table, columns)
  const rows = records.map((record) => written(() => write(record)))
  const misfits = await misfitsOf(database, columns, rows)
  const fitting = records.filter((_, i) => misfits[i] === undefined)
  const byName = await findHolders(
    database,
    fitting.map(({ username }) => username),
    {
      keyOf: (username) => [username],
      nameOf: (user) => user.username,
      among: select.amongNames,
      userOf: select.userOf,
    },
  )
  const byId = await findHolders(
    database,
    fitting.flatMap(({ id }) => (id === undefined ? [] : [id])),
    {
      keyOf: (id) => select.keyOf(id) ?? [],
      nameOf: (user) => user.id,
      among: select.amongKeys,
      userOf: select.userOf,
    },
  )

  return records.flatMap((record, index): RecordObjection[] => {
    const reason = misfits[index]
    if (reason !== undefined) return [{ index, reason }]
    const { id, username } = record
    if (byName.unfit.has(username)) return [{ index, reason: unfit(table.username) }]
    if (id !== undefined && byId.unfit.has(id)) return [{ index, reason: unfit(table.id) }]
    const namesake = byName.found.get(username)
    if (namesake !== undefined)
      return [{ index, reason: 'the user name is taken', holder: namesake }]
    const keeper = id === undefined ? undefined : byId.found.get(id)
    if (keeper !== undefined) return [{ index, reason: `the id ${id} is taken`, holder: keeper }]
    byName.found.set(username, record)
    if (id !== undefined) byId.found.set(id, record)
    return []
  })
}

function unfit(column: string): string {
  return `"${column}" cannot hold it: the encoding of the database lacks one of its characters`
}

function written(work: () => UserRow): UserRow | string {
  try {
    return work()
  } catch (error) {
    if (isMisfitError(error)) return error.message
    throw error
  }
}

/** Why each row does not fit its columns; `undefined` for one that does. */
async function misfitsOf(
  database: SqlDatabase,
  columns: readonly Column[],
  rows: readonly (UserRow | string)[],
): Promise<readonly (string | undefined)[]> {
  const lacking = await unencodableValues(database, columns, rows.filter(isRow))
  return rows.map((row) => {
    if (!isRow(row)) return row
    const column = lacking.find(({ name, texts }) => texts.has(row.get(name) as string))
    return column === undefined
      ? undefined
      : `"${column.name}" has the character set ${column.characterSet}, which lacks a character of the value`
  })
}

function isRow(row: UserRow | string): row is UserRow {
  return typeof row !== 'string'
}
