import type { Column } from '../stores/sql/table.js'
import type { AdminContext } from './context.js'
import type { UserRow } from './user-row.js'

interface UnencodableColumn {
  readonly name: string
  readonly characterSet: string
  /** The values that it cannot store. */
  readonly texts: ReadonlySet<string>
}

/** The columns whose character set lacks a character of one of these rows. The database does the encoding. */
export async function unencodableValues(
  { database, dialect }: AdminContext,
  columns: readonly Column[],
  rows: readonly UserRow[],
): Promise<readonly UnencodableColumn[]> {
  const { unencodable } = dialect
  if (unencodable === undefined) return []
  const found: UnencodableColumn[] = []
  for (const { name, characterSet } of columns) {
    if (characterSet === undefined) continue
    const values = new Set(rows.map((row) => row.get(name)).filter(isBeyondAscii))
    const texts = await unencodable(database, characterSet, [...values])
    if (texts.size > 0) found.push({ name, characterSet, texts })
  }
  return found
}

function isBeyondAscii(value: unknown): value is string {
  // oxlint-disable-next-line no-control-regex -- every character set contains ASCII
  return typeof value === 'string' && /[^\x00-\x7f]/.test(value)
}
