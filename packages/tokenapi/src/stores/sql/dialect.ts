/** What differs between databases in the statements of the stores. */
import type { UserIdType } from '../../core/user.js'
import type { SqlExecutor } from './executor.js'
import type { ErrorKind } from './error-kind.js'
import type { Column, TableName } from './table.js'

export interface Dialect {
  /** Selects the statements of `tokenapi/admin`. */
  readonly kind: 'sqlite' | 'postgres' | 'mysql'
  /** The least and greatest key of a column with `idType` "integer". */
  readonly integers: readonly [bigint, bigint]
  /** Whether integers are bound as numbers. If not, they are bound as text, which the database reads exactly. */
  readonly bindsIntegers: boolean
  /** The end of an INSERT that updates a column of the row that has the same key. */
  upsert(key: string, column: string): string
  /** A quoted name of a table or column. */
  quote(name: string): string
  /** The parameter at this place, counted from 1. */
  mark(place: number): string
  /** A key cast to text, so that no driver rounds it. */
  asText(column: string): string
  /** A column of bytes as hexadecimal digits. */
  bytesAsHex(column: string): string
  /** The 16 bytes of a uuid with or without dashes. */
  uuidAsBytes(mark: string): string
  /** The type of the first stored value; only SQLite stores values of any type in a column. */
  typeOfFirst?(executor: SqlExecutor, table: TableName, column: string): Promise<string | undefined>
  /** Compares text exactly, whatever the collation of the column. */
  equals(column: string, mark: string): string
  /** A text expression as the type of a key column, so that a join uses the index of the key. */
  asKey(text: string, column: Column, idType: UserIdType): string
  /** A parameter compared with a key, cast to its type. */
  keyMark(mark: string, idType: string): string
  /** Selects a column in the form that `readValue` reads: timestamps in UTC, numbers not rounded. */
  asRecord(column: Column, expression: string): string
  /** The columns of a table in order; empty if there is no such table. */
  columnsOf(executor: SqlExecutor, table: TableName): Promise<readonly Column[]>
  hasTable(executor: SqlExecutor, table: TableName): Promise<boolean>
  /** Whether `hasTable` is false for a table that the role may not read. */
  readonly hidesTables: boolean
  /** Rejects with `ConfigError` for a session whose settings make it return outdated rows. */
  checkSession?(executor: SqlExecutor): Promise<void>
  /** What an error of the driver means. */
  kindOfError(this: void, error: unknown): ErrorKind
}
