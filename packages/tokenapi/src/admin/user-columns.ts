import type { Column } from '../stores/sql/table.js'
import type { UserTable } from '../stores/user-table.js'
import type { AdminContext } from './context.js'

/** The columns of the users' table. Rejects with the driver's error if there is no such table. */
export async function userColumns({
  database,
  dialect,
  table,
  select,
}: AdminContext): Promise<readonly Column[]> {
  const columns = await dialect.columnsOf(database, table)
  if (columns.length === 0) await database.all(select.probe)
  return withKeyOf(table, columns)
}

/** Marks a key that stores uuids as bytes: it is written as a uuid. */
export function withKeyOf(table: UserTable, columns: readonly Column[]): readonly Column[] {
  if (!table.hasByteKey) return columns
  return columns.map((column): Column =>
    column.name === table.id ? { ...column, kind: 'uuid', isByteKey: true } : column,
  )
}
