import type { SqliteStatement, SqliteValue } from './driver.js'

/** What the driver gives for the rows of a statement, each by place. */
export interface TupleReader {
  all(keys: readonly SqliteValue[]): unknown
  /** Where there is none, what the driver gives for that. */
  first(keys: readonly SqliteValue[]): unknown
}

/** node:sqlite gives arrays in half the time that objects take it. Objects have their columns in order. */
export function tupleReader(statement: SqliteStatement): TupleReader {
  if (statement.setReturnArrays !== undefined) {
    statement.setReturnArrays(true)
    return {
      all: (keys) => statement.all(...keys),
      first: (keys) => statement.get(...keys),
    }
  }
  return {
    all(keys) {
      const rows: unknown = statement.all(...keys)
      return Array.isArray(rows) ? rows.map(byPlace) : rows
    },
    first: (keys) => byPlace(statement.get(...keys)),
  }
}

/** What is no row stays what it is, for whoever looks at it. */
function byPlace(row: unknown): unknown {
  return typeof row === 'object' && row !== null ? Object.values(row) : row
}
