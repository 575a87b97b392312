import { UnavailableError } from '../core/errors.js'
import type { SqlValue, Row } from '../stores/sql/executor.js'
import type { AdminContext } from './context.js'

/** Rows in one statement. */
const BATCH = 1_000

/** Every row of the table in the order of keys. */
export async function* readRows(
  context: AdminContext,
  expressions: readonly string[] = [],
): AsyncGenerator<Row> {
  const { database, table, select } = context
  const selected = selectedRecord(context, expressions)
  const key = select.column(table.id)
  const order = `ORDER BY ${key} LIMIT ${BATCH}`
  const next = `${selected} WHERE ${key} > ${select.keyMark(1)} ${order}`
  for (let rows = await database.all(`${selected} ${order}`); ;) {
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    rows = await database.all(next, [last['id'] as SqlValue])
    // Without this check a key that the statement cannot compare would cause an endless loop.
    if (rows.at(-1)?.['id'] === last['id'])
      throw new UnavailableError(`no key comes after ${String(last['id'])}`)
  }
}

/** The beginning of a SELECT: the columns of a user, and the further expressions as `c0`, `c1` and so on. */
export function selectedRecord({ select }: AdminContext, expressions: readonly string[]): string {
  const further = expressions.map((expression, i) => `${expression} AS c${i}`)
  return `SELECT ${[select.columns, ...further].join(', ')} FROM ${select.from}`
}
