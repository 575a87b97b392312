/** Rows of which the database refuses some: the others are inserted, and those are found by halves. */
import type { SqlExecutor } from './executor.js'
import type { Dialect } from './dialect.js'
import type { Fault } from './fault.js'

const REFUSALS: ReadonlySet<Fault> = new Set(['duplicate', 'value', 'constraint'])

/**
 * Inserts what can be, each attempt under a savepoint, and gives the rows that cannot be in their order,
 * with the errors. Databases do not tell which of many rows they refuse.
 */
export async function* insertApart<Row>(
  executor: SqlExecutor,
  rows: readonly Row[],
  insert: (executor: SqlExecutor, rows: readonly Row[]) => Promise<void>,
  dialect: Dialect,
): AsyncGenerator<readonly [row: Row, error: unknown]> {
  const [first] = rows
  if (first === undefined) return
  await executor.once('SAVEPOINT tokenapi_rows')
  try {
    await insert(executor, rows)
    await executor.once('RELEASE SAVEPOINT tokenapi_rows')
    return
  } catch (error) {
    // A transaction that is over, by a deadlock for one, has no savepoint either.
    if (!REFUSALS.has(dialect.faultOf(error))) throw error
    await executor.once('ROLLBACK TO SAVEPOINT tokenapi_rows')
    await executor.once('RELEASE SAVEPOINT tokenapi_rows')
    if (rows.length === 1) return yield [first, error]
  }
  const middle = Math.ceil(rows.length / 2)
  yield* insertApart(executor, rows.slice(0, middle), insert, dialect)
  yield* insertApart(executor, rows.slice(middle), insert, dialect)
}
