import type { SqliteStatement, SqliteValue } from './driver.js'

/** What the driver gives for the rows of a statement, each by place. */
export interface TupleReader {
  all(keys: readonly SqliteValue[]): unknown
  /** Where there is none, what the driver gives for that. */
  first(keys: readonly SqliteValue[]): unknown
}

export function tupleReader(statement: SqliteStatement): TupleReader {
  return statement.setReturnArrays === undefined ? ofObjects(statement) : ofArrays(statement)
}

/** node:sqlite gives arrays in half the time that objects take it, and numbers sooner than bigints. */
function ofArrays(statement: SqliteStatement): TupleReader {
  statement.setReturnArrays?.(true)
  statement.setReadBigInts?.(false)
  return {
    all: (keys) => readNumbers(statement, 'all', keys),
    first: (keys) => readNumbers(statement, 'get', keys),
  }
}

/** A row with a whole number beyond 2^53 is read again, in bigints. */
function readNumbers(
  statement: SqliteStatement,
  method: 'all' | 'get',
  keys: readonly SqliteValue[],
): unknown {
  try {
    return statement[method](...keys)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  statement.setReadBigInts?.(true)
  try {
    return statement[method](...keys)
  } finally {
    statement.setReadBigInts?.(false)
  }
}

/** Objects have their columns in order. */
function ofObjects(statement: SqliteStatement): TupleReader {
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
