import type { UserRecord } from '../core/store.js'
import { RecordError, UserExistsError } from '../core/store/store-errors.js'
import { messageOf } from '../stores/sql/error-kind.js'
import type { SqlExecutor } from '../stores/sql/executor.js'
import { type RecordObjection, checkRecords } from './check-records.js'
import type { AdminContext } from './context.js'
import type { AdminDialect } from './dialects/dialect.js'
import { insertApart } from './insert-apart.js'
import { insertRows } from './insert-rows.js'
import { isInvalidValue } from './invalid-value.js'
import { userColumns } from './user-columns.js'
import { type UserRow, rowWriter } from './user-row.js'

export interface AddOptions {
  /** `true`: adds the other records if some are refused, and returns the refused ones. */
  readonly skipRefused?: boolean
}

/** Adds all records or rejects with the first that is refused. `skipRefused` adds all others. */
export async function addRecords(
  context: AdminContext,
  records: readonly UserRecord[],
  { skipRefused = false }: AddOptions = {},
): Promise<readonly RecordObjection[]> {
  const { database, dialect, table } = context
  const columns = await userColumns(context)
  const { rows, refused } = rowsOf(records, rowWriter(dialect, table, columns), skipRefused)
  const withId = rows.filter(({ row }) => row.has(table.id))
  const withoutId = rows.filter(({ row }) => !row.has(table.id))

  /** Records with an id come first, so that the sequence continues after them. */
  const addWith = (insert: Insert): Promise<void> =>
    database.transaction(
      async (transaction) => {
        await insert(transaction, withId)
        if (withId.length > 0) await dialect.syncSequence?.(transaction, table)
        await insert(transaction, withoutId)
      },
      { slow: true },
    )
  const together: Insert = (executor, some) => {
    const bare = some.map(({ row }) => row)
    return insertRows(context, executor, columns, bare)
  }

  try {
    await addWith(together)
  } catch (error) {
    if (refusalOf(error, dialect) === undefined) throw error
    if (!skipRefused) {
      const [objection] = await checkRecords(context, records)
      if (objection !== undefined) throw errorOf(objection)
    }
    const invalid = refused.length
    await addWith(async (executor, some) => {
      // The transaction may be retried.
      if (some === withId) refused.length = invalid
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

/** The rows of the records, and the records with an invalid value. Throws `RecordError` unless `skipRefused`. */
function rowsOf(
  records: readonly UserRecord[],
  write: (record: UserRecord) => UserRow,
  skipRefused: boolean,
): { readonly rows: readonly NumberedRow[]; readonly refused: RecordObjection[] } {
  const refused: RecordObjection[] = []
  const rows = records.flatMap((record, index): NumberedRow[] => {
    try {
      return [{ index, row: write(record) }]
    } catch (error) {
      if (!isInvalidValue(error)) throw error
      if (!skipRefused) throw new RecordError(error.message, index)
      refused.push({ index, reason: error.message })
      return []
    }
  })
  return { rows, refused }
}

/** Why the database refuses a row; `undefined` for an error that is not about a row. */
function refusalOf(error: unknown, { kindOfError }: AdminDialect): string | undefined {
  switch (kindOfError(error)) {
    case 'duplicate':
      return `one of its values is taken (${messageOf(error)})`
    case 'value':
    case 'constraint':
      return `the table refuses it (${messageOf(error)})`
    default:
      return undefined
  }
}

function errorFor(
  cause: unknown,
  { kindOfError }: AdminDialect,
  reason: string,
  index: number,
): Error {
  return kindOfError(cause) === 'duplicate'
    ? new UserExistsError(reason, index)
    : new RecordError(reason, index)
}

function errorOf({ index, reason, holder }: RecordObjection): Error {
  return holder === undefined ? new RecordError(reason, index) : new UserExistsError(reason, index)
}
