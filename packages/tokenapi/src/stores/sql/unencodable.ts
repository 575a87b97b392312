/** Texts that the character sets of their columns cannot hold. */
import type { SqlDatabase } from './database.js'
import type { Column } from './table.js'
import type { UserRow } from './user-row.js'

interface Lacking {
  readonly name: string
  readonly characterSet: string
  /** The values that cannot be stored. */
  readonly texts: ReadonlySet<string>
}

/** Columns with values of these rows that they cannot hold. Asked of the database, which knows its sets. */
export async function unencodableValues(
  database: SqlDatabase,
  columns: readonly Column[],
  rows: readonly UserRow[],
): Promise<readonly Lacking[]> {
  const { unencodable } = database.dialect
  if (unencodable === undefined) return []
  const found: Lacking[] = []
  for (const { name, characterSet } of columns) {
    if (characterSet === undefined) continue
    const values = new Set(rows.map((row) => row.get(name)).filter(isBeyondAscii))
    const texts = await unencodable(database, characterSet, [...values])
    if (texts.size > 0) found.push({ name, characterSet, texts })
  }
  return found
}

function isBeyondAscii(value: unknown): value is string {
  // oxlint-disable-next-line no-control-regex -- all of ASCII is in every set
  return typeof value === 'string' && /[^\x00-\x7f]/.test(value)
}
