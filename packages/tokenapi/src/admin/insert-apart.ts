import type { SqlExecutor } from '../stores/sql/executor.js'
import type { ErrorKind } from '../stores/sql/error-kind.js'
import type { AdminDialect } from './dialects/dialect.js'

const REFUSALS: ReadonlySet<ErrorKind> = new Set(['duplicate', 'value', 'constraint'])

/**
 * Inserts the rows that the database accepts and yields the refused ones with their errors, in order. A
 * database does not report which of many rows it refuses, so refused rows are found by bisection, each attempt
 * under a savepoint.
 */
export async function* insertApart<Row>(
  executor: SqlExecutor,
  rows: readonly Row[],
  insert: (executor: SqlExecutor, rows: readonly Row[]) => Promise<void>,
  dialect: AdminDialect,
): AsyncGenerator<readonly [row: Row, error: unknown]> {
  const [first] = rows
  if (first === undefined) return
  await executor.once('SAVEPOINT tokenapi_rows')
  try {
    await insert(executor, rows)
    await executor.once('RELEASE SAVEPOINT tokenapi_rows')
    return
  } catch (error) {
    // A transaction that has ended, for example by a deadlock, has no savepoint to return to.
    if (!REFUSALS.has(dialect.kindOfError(error))) throw error
    await executor.once('ROLLBACK TO SAVEPOINT tokenapi_rows')
    await executor.once('RELEASE SAVEPOINT tokenapi_rows')
    if (rows.length === 1) return yield [first, error]
  }
  const middle = Math.ceil(rows.length / 2)
  yield* insertApart(executor, rows.slice(0, middle), insert, dialect)
  yield* insertApart(executor, rows.slice(middle), insert, dialect)
}
