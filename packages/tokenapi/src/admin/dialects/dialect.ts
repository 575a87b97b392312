/** What differs between databases in the statements of administration. */
import type { Dialect } from '../../stores/sql/dialect.js'
import type { SqlExecutor, SqlValue } from '../../stores/sql/executor.js'
import type { Column, TableName } from '../../stores/sql/table.js'
import type { UserTable } from '../../stores/user-table.js'
import type { Rights } from '../inspection.js'
import type { Migration } from '../migrations/migration.js'

export interface AdminStatements {
  readonly migrations: readonly Migration[]
  /** Whether an inserted key of 0 is replaced by the next number. */
  readonly zeroIsNext: boolean
  /** A timestamp of `timestamp.ts`, as a column of timestamps takes it. */
  timestamp(text: string): SqlValue
  /** A value that only this database has, such as infinity; `undefined` for any other text. */
  specialTimestamp(text: string): SqlValue | undefined
  /** A value, as a column of this kind takes it. */
  valueFor(column: Column, value: SqlValue): SqlValue
  /** The parameter for a value of this column. Absent: the plain parameter. */
  writeMark?(column: Column, mark: string): string
  /** The texts that a character set cannot encode. Absent: columns have no character sets. */
  unencodable?(
    executor: SqlExecutor,
    characterSet: string,
    texts: readonly string[],
  ): Promise<ReadonlySet<string>>
  /** The condition that a column begins with a text. `end` is the least text after all of these. */
  beginsWith(
    column: string,
    prefix: string,
    end: string | undefined,
    mark: (value: SqlValue) => string,
  ): string
  /** The order of the index that `beginsWith` uses: what follows the column in ORDER BY, and its comparisons. */
  readonly prefixOrder: {
    readonly orderBy: string
    readonly from: string
    readonly beyond: string
  }
  /** The beginning of an INSERT. */
  readonly insertInto: string
  /** The columns with a unique index of their own; none for a view. */
  uniqueColumns(executor: SqlExecutor, table: TableName): Promise<readonly string[]>
  /** Moves the sequence of keys beyond the greatest key. Absent: the database does this itself. */
  syncSequence?(executor: SqlExecutor, table: UserTable): Promise<void>
  /** The foreign keys of other tables that prevent a row from being deleted. */
  referencesTo(executor: SqlExecutor, table: TableName): Promise<readonly Reference[]>
  server(executor: SqlExecutor): Promise<ServerState>
  roleOf(executor: SqlExecutor): Promise<Role>
}

interface ServerState {
  readonly version: string
  /** Its clock. */
  readonly now: Date
  /** Whether it takes no writes, as a replica. */
  readonly isReadOnly: boolean
}

export type AdminDialect = Dialect & AdminStatements

/** A column with a foreign key. */
export interface Reference extends TableName {
  readonly column: string
}

/** The role of the connection, and its general rights. */
interface Role extends Pick<Rights, 'createTables' | 'everything'> {
  /** As a GRANT names it; `undefined` if the database has no roles. */
  readonly name: string | undefined
}
