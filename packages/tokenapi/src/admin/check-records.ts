import type { NewUser, UserRecord } from '../core/store.js'
import type { Column } from '../stores/sql/table.js'
import type { AdminContext } from './context.js'
import { type Holders, findHolders } from './find-holders.js'
import { isInvalidValue } from './invalid-value.js'
import { unencodableValues } from './unencodable.js'
import { userColumns } from './user-columns.js'
import { type UserRow, rowWriter } from './user-row.js'

/** Why one of several records cannot be added. */
export interface RecordObjection {
  /** The index of the record, from 0. */
  readonly index: number
  /** A sentence; it never contains a value that may be a secret. */
  readonly reason: string
  /** The user with the same name or id: in the table, or earlier in the list. */
  readonly holder?: NewUser
}

/** At most one objection per record, in order. Changes nothing. */
export async function checkRecords(
  context: AdminContext,
  records: readonly UserRecord[],
): Promise<readonly RecordObjection[]> {
  const { dialect, table } = context
  const columns = await userColumns(context)
  const write = rowWriter(dialect, table, columns)
  const invalid = await invalidValues(
    context,
    columns,
    records.map((record) => rowOrReason(() => write(record))),
  )
  const valid = records.filter((_, i) => invalid[i] === undefined)
  const byName = await holdersOfNames(context, valid)
  const byId = await holdersOfIds(context, valid)

  return records.flatMap((record, index): RecordObjection[] => {
    const reason = invalid[index]
    if (reason !== undefined) return [{ index, reason }]
    const { id, username } = record
    if (byName.unencodable.has(username)) return [{ index, reason: unencodable(table.username) }]
    if (id !== undefined && byId.unencodable.has(id))
      return [{ index, reason: unencodable(table.id) }]
    const sameName = byName.found.get(username)
    if (sameName !== undefined)
      return [{ index, reason: 'the user name is taken', holder: sameName }]
    const sameId = id === undefined ? undefined : byId.found.get(id)
    if (sameId !== undefined) return [{ index, reason: `the id ${id} is taken`, holder: sameId }]
    byName.found.set(username, record)
    if (id !== undefined) byId.found.set(id, record)
    return []
  })
}

function holdersOfNames(
  context: AdminContext,
  records: readonly UserRecord[],
): Promise<Holders<string>> {
  const { dialect, table, select } = context
  const names = records.map(({ username }) => username)
  return findHolders(context, names, {
    keyOf: (username) => [username],
    nameIn: (user) => user.username,
    among(count) {
      const marks = Array.from({ length: count }, (_, i) => dialect.mark(i + 1))
      return `SELECT ${select.columns} FROM ${select.from} WHERE ${select.column(table.username)} IN (${marks.join(', ')})`
    },
  })
}

function holdersOfIds(
  context: AdminContext,
  records: readonly UserRecord[],
): Promise<Holders<NonNullable<UserRecord['id']>>> {
  const { select } = context
  const ids = records.flatMap(({ id }) => (id === undefined ? [] : [id]))
  return findHolders(context, ids, {
    keyOf: (id) => select.keyOf(id) ?? [],
    nameIn: (user) => user.id,
    among: select.amongKeys,
  })
}

function unencodable(column: string): string {
  return `"${column}" cannot store it: the encoding of the database lacks one of its characters`
}

function rowOrReason(work: () => UserRow): UserRow | string {
  try {
    return work()
  } catch (error) {
    if (isInvalidValue(error)) return error.message
    throw error
  }
}

/** Why each row does not fit its columns; `undefined` for a row that fits. */
async function invalidValues(
  context: AdminContext,
  columns: readonly Column[],
  rows: readonly (UserRow | string)[],
): Promise<readonly (string | undefined)[]> {
  const lacking = await unencodableValues(context, columns, rows.filter(isRow))
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
