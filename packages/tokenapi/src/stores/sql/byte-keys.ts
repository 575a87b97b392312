/** Uuids are stored as text or as 16 bytes. Which one is found out by a query, before the first look-up. */
import type { UserTable } from '../user-table.js'
import type { SqlDatabase } from './database.js'

/**
 * Makes something for a table once the storage of its uuids is known. The query runs once; it is repeated
 * if it failed. `known` is `undefined` until then.
 */
export function byKeyStorage<T>(
  database: SqlDatabase,
  table: UserTable,
  make: (table: UserTable) => T,
): { readonly known: () => T | undefined; readonly find: () => Promise<T> } {
  let known: T | undefined
  let finding: Promise<T> | undefined
  const query = async (): Promise<T> => {
    const hasByteKey = await isKeyOfBytes(database, table)
    const made = make({ ...table, hasByteKey: hasByteKey === true })
    if (hasByteKey !== undefined) known = made
    return made
  }
  return {
    known: () => known,
    find: async () => known ?? (finding ??= query().finally(() => (finding = undefined))),
  }
}

/** `undefined` if the column is missing or the query failed; the next statement reports why. */
async function isKeyOfBytes(database: SqlDatabase, table: UserTable): Promise<boolean | undefined> {
  const { dialect } = database
  try {
    const columns = await dialect.columnsOf(database, table)
    const key = columns.find(({ name }) => name === table.id)
    if (key === undefined) return undefined
    // A column of SQLite stores values of any type.
    const stored = await dialect.typeOfFirst?.(database, table, table.id)
    return stored === undefined ? /binary|blob|^bytea$/.test(key.type) : stored === 'blob'
  } catch {
    return undefined
  }
}
