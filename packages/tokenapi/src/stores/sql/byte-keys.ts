/** A store whose uuids may stand in the table as 16 bytes: which of the two is known once it was looked at. */
import type { UserTable } from '../user-table.js'
import type { SqlDatabase } from './database.js'

/** Looks once, before the first look-up; again where the table could not be looked at. */
export function whenKnown<T>(
  database: SqlDatabase,
  table: UserTable,
  make: (table: UserTable) => T,
): { readonly known: () => T | undefined; readonly get: () => Promise<T> } {
  let known: T | undefined
  let looking: Promise<T> | undefined
  const look = async (): Promise<T> => {
    const hasByteKey = await isKeyOfBytes(database, table)
    const made = make({ ...table, hasByteKey: hasByteKey === true })
    if (hasByteKey !== undefined) known = made
    return made
  }
  return {
    known: () => known,
    get: async () => known ?? (looking ??= look().finally(() => (looking = undefined))),
  }
}

/** `undefined`: there is no such column yet, or it cannot be looked at; the call that follows says why. */
async function isKeyOfBytes(database: SqlDatabase, table: UserTable): Promise<boolean | undefined> {
  const { dialect } = database
  try {
    const columns = await dialect.columnsOf(database, table)
    const key = columns.find(({ name }) => name === table.id)
    if (key === undefined) return undefined
    // SQLite's columns hold whatever was put into them.
    const stored = await dialect.typeOfFirst?.(database, table, table.id)
    return stored === undefined ? /binary|blob|^bytea$/.test(key.type) : stored === 'blob'
  } catch {
    return undefined
  }
}
