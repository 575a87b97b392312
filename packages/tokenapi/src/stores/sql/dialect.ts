/** In what databases differ, as far as our statements go. */
import type { SqlExecutor, SqlValue } from './executor.js'
import type { Fault } from './fault.js'
import type { Migration } from './migrate.js'
import type { UserTable } from '../user-table.js'
import type { Column, Reference, Role, TableName } from './table.js'

export interface Dialect {
  readonly migrations: readonly Migration[]
  /** The least and the greatest key of a column of `idType` "integer". */
  readonly integers: readonly [bigint, bigint]
  /** Whether whole numbers are bound as such; else as text, which the database reads exactly. */
  readonly bindsIntegers: boolean
  /** Whether a key of 0 is taken for none, and the database gives the next one. */
  readonly zeroIsNext: boolean
  /** The end of an INSERT of kept tokens: updates a row with the same digest. */
  readonly upsertClause: string
  /** A name of a table or column, quoted: any name is one. */
  quote(name: string): string
  /** The mark of the parameter at this place, counted from 1. */
  mark(place: number): string
  /** A key as text, whatever its type: no driver rounds it. */
  asText(column: string): string
  /** A column of bytes as hexadecimal digits. */
  bytesAsHex(column: string): string
  /** A uuid with or without dashes as its 16 bytes. */
  uuidAsBytes(mark: string): string
  /** The type of what stands in the first row, where a column holds what was put into it: SQLite's. */
  typeOfFirst?(executor: SqlExecutor, table: TableName, column: string): Promise<string | undefined>
  /** Compares text to the letter, whatever the column's collation. */
  equals(column: string, mark: string): string
  /** A key in a comparison, as its column takes it. */
  keyMark(mark: string, idType: string): string
  /** A moment of `moment.ts` as the column type of the database's own moments takes it. */
  moment(text: string): SqlValue
  /** The same for what only this database takes for a moment, such as infinity; `undefined` for any other. */
  specialMoment(text: string): SqlValue | undefined
  /** A value of ours as a column of this kind takes it. */
  valueFor(column: Column, value: SqlValue): SqlValue
  /** The mark of a value that is written into this column. */
  writeMark(column: Column, mark: string): string
  /** Which of these texts a character set cannot hold. Absent where columns have none of their own. */
  unencodable?(
    executor: SqlExecutor,
    characterSet: string,
    texts: readonly string[],
  ): Promise<ReadonlySet<string>>
  /** What an INSERT begins with. */
  readonly insertInto: string
  /** A column selected so that `readValue` reads it: moments in UTC, nothing rounded. */
  asRecord(column: Column, expression: string): string
  /** The columns of a table in their order; empty where there is no such table. */
  columnsOf(executor: SqlExecutor, table: TableName): Promise<readonly Column[]>
  /** Columns with a unique index of their own; none of a view. */
  uniqueColumns(executor: SqlExecutor, table: TableName): Promise<readonly string[]>
  /** Sets the sequence of the keys past the greatest one, after rows with given keys. */
  syncSequence(executor: SqlExecutor, table: UserTable): Promise<void>
  hasTable(executor: SqlExecutor, table: TableName): Promise<boolean>
  /** Whether a table that our role may not read looks like one that is not there. */
  readonly hidesTables: boolean
  /** The columns of other tables that keep a row of this one from being deleted, by foreign keys. */
  referencesTo(executor: SqlExecutor, table: TableName): Promise<readonly Reference[]>
  /** What the server is, and what its clock says. */
  server(executor: SqlExecutor): Promise<{ readonly version: string; readonly now: Date }>
  /** Who we are, and whether our role may make tables, or do everything. */
  roleOf(executor: SqlExecutor): Promise<Role>
  /** Rejects with `ConfigError` where connections are set up so that we would read what is out of date. */
  checkSession?(executor: SqlExecutor): Promise<void>
  /** What an error of the driver means. */
  faultOf(error: unknown): Fault
}
