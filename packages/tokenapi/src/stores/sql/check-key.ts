import { ConfigError } from '../../core/errors.js'
import { type UserTable, nameOf } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import type { Dialect } from './dialect.js'
import type { Column, ColumnKind } from './table.js'
import { INT8 } from './user-select.js'

/** Which `idType` a key column of a kind wants, where it is not the reader's choice. */
const WANTS: Readonly<Partial<Record<ColumnKind, readonly UserTable['idType'][]>>> = {
  int4: ['integer', 'bigint'],
  int8: ['bigint'],
  uuid: ['uuid'],
  text: ['string', 'uuid'],
}

const checked = new WeakSet<SqlDatabase>()

/**
 * Throws `ConfigError` where `users.idType` is not what the key's column is: a key of 64 bits read as
 * one of 32 would lose the users beyond, without a word. Asked once for each database.
 */
export async function checkKey(database: SqlDatabase, table: UserTable): Promise<void> {
  if (checked.has(database)) return
  const columns = await database.dialect.columnsOf(database, table)
  const wanted = wantedIdType(database.dialect, table, columns)
  if (wanted !== undefined) {
    const key = columns.find(({ name }) => name === table.id)
    throw new ConfigError(
      `the key "${table.id}" of "${nameOf(table)}" is of type ${key?.type}: set \`users.idType\` to "${wanted}"`,
    )
  }
  checked.add(database)
}

/** What `users.idType` has to be instead; `undefined` where it fits the key's column. */
export function wantedIdType(
  { integers }: Dialect,
  { id, idType }: UserTable,
  columns: readonly Column[],
): UserTable['idType'] | undefined {
  const key = columns.find(({ name }) => name === id)
  // SQLite keeps 64 bits whatever a column is called.
  const fits = key?.kind === 'int8' && integers === INT8 && idType === 'integer'
  const wanted = key === undefined || fits ? undefined : WANTS[key.kind]
  return wanted?.includes(idType) === false ? wanted[0] : undefined
}
