import { ConfigError } from '../../core/errors.js'
import { type UserTable, nameOf } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import type { ColumnKind } from './table.js'
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
  const key = columns.find(({ name }) => name === table.id)
  // SQLite keeps 64 bits whatever a column is called.
  const wide = table.idType === 'integer' && database.dialect.integers === INT8
  const wanted = key === undefined || wide ? undefined : WANTS[key.kind]
  if (wanted !== undefined && !wanted.includes(table.idType)) {
    throw new ConfigError(
      `the key "${table.id}" of "${nameOf(table)}" is of type ${key?.type}: set \`users.idType\` to "${wanted[0]}"`,
    )
  }
  checked.add(database)
}
