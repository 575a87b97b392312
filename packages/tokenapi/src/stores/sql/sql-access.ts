/** How `tokenapi/admin` reaches the database of a store. */
import type { UserTable } from '../user-table.js'
import type { SqlDatabase } from './database.js'

/** Registered globally, so that it is the same symbol in every copy of the package. */
export const SQL_ACCESS: unique symbol = Symbol.for('tokenapi.sql-access')

export interface SqlAccess {
  readonly database: SqlDatabase
  /** The table as it was mapped, before any query. */
  readonly table: UserTable
  /** The table with the storage of its uuids; needs one query at first use. */
  findTable(): Promise<UserTable>
}
