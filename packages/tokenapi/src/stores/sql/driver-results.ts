/** Results of a driver, checked: a result of another shape must not look like an unknown user. */
import type { Row } from './executor.js'

export function rowsOf(rows: unknown): readonly Row[] {
  if (!Array.isArray(rows)) throw new TypeError('the driver returned no list of rows')
  return rows as readonly Row[]
}

/** The row, or `undefined` for the `undefined` or `null` that drivers return without a row. */
export function rowOf(row: unknown): Row | undefined {
  if (row === undefined || row === null) return undefined
  if (typeof row !== 'object') throw new TypeError('the driver returned no row')
  return row as Row
}

/** The number of changed rows. */
export function countOf(count: unknown): number {
  if (typeof count === 'number' || typeof count === 'bigint') return Number(count)
  throw new TypeError('the driver returned no number of changed rows')
}
