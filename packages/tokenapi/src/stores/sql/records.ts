/** Users with every column of their rows: what is exported and imported. Never on a request's way. */
import { RecordError, UserExistsError, type StoredUser, type UserRecord } from '../../core/user.js'
import type { UserTable } from '../user-table.js'
import { type RecordObjection, checkRecords } from './check-records.js'
import { isMisfitError, readValue } from './column-value.js'
import type { SqlDatabase, SqlExecutor } from './database.js'
import type { Dialect } from './dialect.js'
import { textOf } from './fault.js'
import { insertRows } from './insert-rows.js'
import { readPages } from './pages.js'
import { type UserRow, rowWriter, userColumns } from './user-row.js'
import { USER_PLACES, type UserSelect } from './user-select.js'

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
  for await (const row of readPages(database.tuples, pages)) {
    const user = select.userOf(row)
    if (user === undefined) continue
    const values = further.map(
      ({ name, kind }, i) => [name, readValue(kind, row[USER_PLACES + i])] as const,
    )
    yield { ...user, columns: Object.fromEntries(values) }
  }
}

/** Adds all of them, or rejects with which of them it is that cannot be added. */
export async function addRecords(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  records: readonly UserRecord[],
): Promise<void> {
  const { dialect } = database
  const columns = await userColumns(database, table, select)
  const write = rowWriter(dialect, table, columns)
  const rows = records.map((record, index) => {
    try {
      return { index, row: write(record) }
    } catch (error) {
      throw isMisfitError(error) ? new RecordError(error.message, index) : error
    }
  })
  const given = rows.filter(({ row }) => row.has(table.id))
  const counted = rows.filter(({ row }) => !row.has(table.id))

  /** Given ids first: the database counts on from there. */
  const addBy = (insert: Insert): Promise<void> =>
    database.transaction(
      async (transaction) => {
        await insert(transaction, given)
        if (given.length > 0) await dialect.keysGiven(transaction, table)
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
  /** Databases do not tell which of many rows they refuse. */
  const oneByOne: Insert = async (executor, some) => {
    for (const each of some) {
      try {
        await together(executor, [each])
      } catch (error) {
        throw refusalOf(error, dialect, each.index) ?? error
      }
    }
  }

  try {
    await addBy(together)
  } catch (error) {
    if (refusalOf(error, dialect, 0) === undefined) throw error
    const [objection] = await checkRecords(database, table, select, records)
    if (objection !== undefined) throw errorOf(objection)
    await addBy(oneByOne)
  }
}

type Insert = (executor: SqlExecutor, rows: readonly NumberedRow[]) => Promise<void>

interface NumberedRow {
  readonly index: number
  readonly row: UserRow
}

/** The error of a row that the database refuses; `undefined` where it is not the row's. */
function refusalOf(error: unknown, dialect: Dialect, index: number): Error | undefined {
  switch (dialect.faultOf(error)) {
    case 'duplicate':
      return new UserExistsError(`one of its values is taken (${textOf(error)})`, index)
    case 'value':
    case 'constraint':
      return new RecordError(`the table does not take it (${textOf(error)})`, index)
    default:
      return undefined
  }
}

function errorOf({ index, reason, holder }: RecordObjection): Error {
  return holder === undefined ? new RecordError(reason, index) : new UserExistsError(reason, index)
}
