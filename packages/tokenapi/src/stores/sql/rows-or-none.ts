import type { SqlDatabase } from './database.js'
import type { Row, SqlValue } from './executor.js'

/** The rows of a search; none where a value is a text that the column cannot hold, such as one with NUL. */
export async function rowsOrNone(
  database: Pick<SqlDatabase, 'all' | 'dialect'>,
  sql: string,
  values: readonly SqlValue[],
): Promise<readonly Row[]> {
  try {
    return await database.all(sql, values)
  } catch (error) {
    if (database.dialect.kindOfError(error) === 'value') return []
    throw error
  }
}
