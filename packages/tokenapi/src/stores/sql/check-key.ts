import type { UserTable } from '../user-table.js'
import type { Dialect } from './dialect.js'
import { type Column, type ColumnKind, INT8 } from './table.js'

/** The `idType` values that fit a kind of key column. Any value fits a kind that is not listed. */
const FITTING: Readonly<Partial<Record<ColumnKind, readonly UserTable['idType'][]>>> = {
  int4: ['integer', 'bigint'],
  int8: ['bigint'],
  uuid: ['uuid'],
  text: ['string', 'uuid'],
}

/** The `users.idType` that the key column needs; `undefined` if the current one fits. */
export function wantedIdType(
  { integers }: Dialect,
  { id, idType }: UserTable,
  columns: readonly Column[],
): UserTable['idType'] | undefined {
  const key = columns.find(({ name }) => name === id)
  // An integer of SQLite has 64 bits, whatever the type of its column. Compared by value: the dialect may
  // come from another copy of the package.
  const fits = key?.kind === 'int8' && integers[1] === INT8[1] && idType === 'integer'
  const wanted = key === undefined || fits ? undefined : FITTING[key.kind]
  return wanted?.includes(idType) === false ? wanted[0] : undefined
}
