/** Statements and rows, as the stores exchange them with a driver. */
import type { Awaitable } from '../../core/runtime/awaitable.js'

/** What is bound. Drivers get nothing else: some silently bind NULL, or the text of an object. */
export type SqlValue = string | number | bigint | boolean | null

/** A row by the names of its selected columns. Drivers differ in the values, so they are checked. */
export type Row = Readonly<Record<string, unknown>>

export interface SqlExecutor {
  /** The rows of a statement, which is prepared once for each connection. In the same turn on SQLite. */
  all(sql: string, values?: readonly SqlValue[]): Awaitable<readonly Row[]>
  /** The first row, or `undefined`. */
  first(sql: string, values?: readonly SqlValue[]): Awaitable<Row | undefined>
  /** The number of rows that a prepared statement changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
  /** Runs a statement without preparing it: a definition, or a text that is used once. */
  once(sql: string, values?: readonly SqlValue[]): Promise<void>
}
