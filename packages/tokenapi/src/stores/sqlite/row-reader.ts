import type { SqliteStatement, SqliteValue } from './driver.js'

/**
 * Reads the rows of a statement, each by the names of its columns. node:sqlite gives arrays in half the
 * time that objects take it, and the names are the same for every row.
 */
export function rowReader(statement: SqliteStatement): (values: readonly SqliteValue[]) => unknown {
  if (statement.setReturnArrays === undefined || statement.columns === undefined) {
    return (values) => statement.all(...values)
  }
  statement.setReturnArrays(true)
  const names = statement.columns().map(({ name }) => name)
  return (values) => {
    const rows: unknown = statement.all(...values)
    return Array.isArray(rows) ? rows.map((row: unknown) => named(names, row)) : rows
  }
}

/** What is no row stays what it is, for whoever looks at it. */
function named(names: readonly string[], row: unknown): unknown {
  if (!Array.isArray(row)) return row
  const byName: Record<string, unknown> = {}
  for (let i = 0; i < names.length; i++) byName[names[i] as string] = row[i]
  return byName
}
