/** Statements and rows, as the stores exchange them with a driver. */
import type { Awaitable } from '../../core/awaitable.js'

/** What is bound. Nothing else reaches a driver: some bind NULL, or an object's text, without a word. */
export type SqlValue = string | number | bigint | boolean | null

/** What rows are found by. */
export type SqlKey = Exclude<SqlValue, boolean>

/** A row by column names as selected. What stands in it is the driver's: it is read, never trusted. */
export type Row = Readonly<Record<string, unknown>>

/** The same by place, in the order in which it was selected. */
export type Tuple = readonly unknown[]

export interface SqlExecutor {
  /** The rows of a statement that is prepared once for each connection; at once where the driver can. */
  all(sql: string, values?: readonly SqlValue[]): Awaitable<readonly Row[]>
  /** The same by place, each under a name of its own; a value may be text whatever its column's type. */
  tuples(sql: string, keys?: readonly SqlKey[]): Awaitable<readonly Tuple[]>
  /** The first of them, where one is all there is. */
  first(sql: string, keys?: readonly SqlKey[]): Awaitable<Tuple | undefined>
  /** How many rows a prepared statement changed. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
  /** Runs what is not worth preparing: definitions, and statements of a length of their own. */
  once(sql: string, values?: readonly SqlValue[]): Promise<void>
}
