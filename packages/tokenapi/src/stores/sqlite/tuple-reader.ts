import type { SqliteStatement, SqliteValue } from './driver.js'

/** What the driver gives for the rows of a statement, each by place. */
export type TupleReader = (values: readonly SqliteValue[]) => unknown

/** node:sqlite gives arrays in half the time that objects take it. Objects have their columns in order. */
export function tupleReader(statement: SqliteStatement): TupleReader {
  if (statement.setReturnArrays !== undefined) {
    statement.setReturnArrays(true)
    return (values) => statement.all(...values)
  }
  return (values) => {
    const rows: unknown = statement.all(...values)
    return Array.isArray(rows) ? rows.map((row: object) => Object.values(row)) : rows
  }
}
