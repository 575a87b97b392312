import { type UserTable, userIdTypeOf } from '../user-table.js'
import type { Dialect } from './dialect.js'
import type { Column } from './table.js'

/** The length of a uuid with dashes. */
const UUID_LENGTH = 36

/**
 * The condition that joins a key column with an id as text. The text is converted and not the key, so that the database
 * uses the index of the key. A collation of the key may match ids that differ, so rows are compared again.
 */
export function keyJoin(
  dialect: Dialect,
  { idType, hasByteKey }: UserTable,
  column: Column | undefined,
  key: string,
  text: string,
): string {
  if (hasByteKey) return `${key} = ${dialect.uuidAsBytes(text)}`
  // Without the column the statement fails, and the error names it.
  if (column === undefined) return `${key} = ${text}`
  const asKey = (id: string): string => dialect.asKey(id, column, userIdTypeOf(idType))
  if (idType !== 'uuid' || column.kind === 'uuid') return `${key} = ${asKey(text)}`
  // Stored with dashes or, in Django's char(32), without.
  const short = asKey(`REPLACE(${text}, '-', '')`)
  if ((column.length ?? UUID_LENGTH) < UUID_LENGTH) return `${key} = ${short}`
  return `(${key} = ${asKey(text)} OR ${key} = ${short})`
}
