/** Users with every column of their rows: what is exported and imported. Never on a request's way. */
import type { StoredUser } from '../../core/user.js'
import type { UserRecord } from '../../core/store.js'
import { RecordError, UserExistsError } from '../../core/store-errors.js'
import type { UserTable } from '../user-table.js'
import { type RecordObjection, checkRecords } from './check-records.js'
import { isMisfitError, readValue } from './column-value.js'
import type { SqlDatabase } from './database.js'
import type { SqlExecutor } from './executor.js'
import type { Dialect } from './dialect.js'
import { textOf } from './fault.js'
import { insertApart } from './insert-apart.js'
import { insertRows } from './insert-rows.js'
import { readPages } from './pages.js'
import { type UserRow, rowWriter, userColumns } from './user-row.js'
import type { UserSelect } from './user-select.js'

/** All users in the order of their keys, a batch at a time. */
export async function* listRecords(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
): AsyncGenerator<StoredUser & UserRecord> {
  const { dialect } = database
  const mapped = new Set([table.id, table.username, table.password, table.isActive])
  const columns = await userColumns(database, table, select)
  const further = columns.filter(({ name }) => !mapped.has(name))
  const pages = select.pagesWith(
    further.map((column) => dialect.asRecord(column, select.column(column.name))),
  )
  for await (const row of readPages(database.all, pages)) {
    const user = select.userOf(row)
    if (user === undefined) continue
    const values = further.map(
      ({ name, kind }, i) => [name, readValue(kind, row[`c${i}`])] as const,
    )
    yield { ...user, columns: Object.fromEntries(values) }
  }
}

export interface AddOptions {
  /** Adds the others where the database refuses some, and gives which and why. */
  readonly skipRefused?: boolean
}

/**
 * Adds all of them, or rejects with which of them it is that cannot be added. With `skipRefused`: all
 * that can be.
 */
export async function addRecords(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  records: readonly UserRecord[],
  { skipRefused = false }: AddOptions = {},
): Promise<readonly RecordObjection[]> {
  const { dialect } = database
  const columns = await userColumns(database, table, select)
  const write = rowWriter(dialect, table, columns)
  const refused: RecordObjection[] = []
  const rows = records.flatMap((record, index): NumberedRow[] => {
    try {
      return [{ index, row: write(record) }]
    } catch (error) {
      if (!isMisfitError(error)) throw error
      if (!skipRefused) throw new RecordError(error.message, index)
      refused.push({ index, reason: error.message })
      return []
    }
  })
  const given = rows.filter(({ row }) => row.has(table.id))
  const counted = rows.filter(({ row }) => !row.has(table.id))

  /** Given ids first: the database counts on from there. */
  const addBy = (insert: Insert): Promise<void> =>
    database.transaction(
      async (transaction) => {
        await insert(transaction, given)
        if (given.length > 0) await dialect.syncSequence(transaction, table)
        await insert(transaction, counted)
      },
      { slow: true },
    )
  const together: Insert = (executor, some) =>
    insertRows(
      executor,
      dialect,
      select.from,
      columns,
      some.map(({ row }) => row),
    )

  try {
    await addBy(together)
  } catch (error) {
    if (refusalOf(error, dialect) === undefined) throw error
    if (!skipRefused) {
      const [objection] = await checkRecords(database, table, select, records)
      if (objection !== undefined) throw errorOf(objection)
    }
    const misfits = refused.length
    await addBy(async (executor, some) => {
      // The transaction may be done again.
      if (some === given) refused.length = misfits
      for await (const [{ index }, cause] of insertApart(executor, some, together, dialect)) {
        const reason = refusalOf(cause, dialect) ?? ''
        if (!skipRefused) throw errorFor(cause, dialect, reason, index)
        refused.push({ index, reason })
      }
    })
  }
  return refused.toSorted((a, b) => a.index - b.index)
}

type Insert = (executor: SqlExecutor, rows: readonly NumberedRow[]) => Promise<void>

interface NumberedRow {
  readonly index: number
  readonly row: UserRow
}

/** Why the database refuses a row; `undefined` where the error is not about a row. */
function refusalOf(error: unknown, { faultOf }: Dialect): string | undefined {
  switch (faultOf(error)) {
    case 'duplicate':
      return `one of its values is taken (${textOf(error)})`
    case 'value':
    case 'constraint':
      return `the table does not take it (${textOf(error)})`
    default:
      return undefined
  }
}

function errorFor(cause: unknown, { faultOf }: Dialect, reason: string, index: number): Error {
  return faultOf(cause) === 'duplicate'
    ? new UserExistsError(reason, index)
    : new RecordError(reason, index)
}

function errorOf({ index, reason, holder }: RecordObjection): Error {
  return holder === undefined ? new RecordError(reason, index) : new UserExistsError(reason, index)
}
