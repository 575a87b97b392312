/** What a driver gives, looked at before it is believed. */
import type { Row, Tuple } from './executor.js'

export function rowsOf(rows: unknown): readonly Row[] {
  if (!Array.isArray(rows)) throw new TypeError('the driver gave no rows')
  return rows as readonly Row[]
}

export function tuplesOf(rows: unknown): readonly Tuple[] {
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw new TypeError('the driver gave no rows')
  }
  return rows
}

/** Where there is no row, drivers give `undefined` or `null`. */
export function tupleOf(row: unknown): Tuple | undefined {
  if (row === undefined || row === null) return undefined
  if (!Array.isArray(row)) throw new TypeError('the driver gave no row')
  return row
}

/** How many rows were changed. */
export function countOf(count: unknown): number {
  if (typeof count === 'number' || typeof count === 'bigint') return Number(count)
  throw new TypeError('the driver did not say how many rows it changed')
}
