/** How `tokenapi/admin` and `tokenapi/audit` reach the database of a store. */
import { ConfigError } from '../../core/errors.js'
import type { UserStore } from '../../core/store.js'
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

/**
 * Checked at run time: the type of a symbol differs in another copy of the package, its value does not. Throws
 * `ConfigError` for a store that is not of SQL.
 */
export function accessOf(
  store: (UserStore & { readonly [SQL_ACCESS]?: SqlAccess }) | undefined,
  caller: string,
  otherwise = '',
): SqlAccess {
  const access = store?.[SQL_ACCESS]
  if (access !== undefined) return access
  throw new ConfigError(
    `${caller} needs a store of tokenapi/sqlite, tokenapi/postgres or tokenapi/mysql${otherwise}`,
  )
}
