import type { UserTable } from '../user-table.js'
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
