import type { SqlDatabase } from '../stores/sql/database.js'
import { type UserSelect, userSelect } from '../stores/sql/user-select.js'
import type { UserTable } from '../stores/user-table.js'
import { adminDialect } from './dialects/dialect-of.js'
import type { AdminDialect } from './dialects/dialect.js'

/** What every task of administration needs. */
export interface AdminContext {
  readonly database: SqlDatabase
  readonly dialect: AdminDialect
  readonly table: UserTable
  readonly select: UserSelect
}

export function adminContext(database: SqlDatabase, table: UserTable): AdminContext {
  const dialect = adminDialect(database.dialect)
  return { database, dialect, table, select: userSelect(table, dialect) }
}
