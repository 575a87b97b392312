/** The fix for a table of `migrate` that is missing or of another version, for operators and for programs. */
import type { ErrorKind } from './error-kind.js'

export const MIGRATE =
  'run `tokenapi migrate` (in a program: `await sqlAdmin(store).migrate()` of `tokenapi/admin`)'

/** `text`: the message of the driver. `purpose`: " for access tokens", or nothing. */
export function ownTableFix(
  kind: Extract<ErrorKind, 'missing-table' | 'missing-column'>,
  { database, table, text, purpose = '' }: OwnTable,
): string {
  return kind === 'missing-table'
    ? `${database} has no table "${table}"${purpose}: ${MIGRATE}`
    : `the table "${table}" of ${database} lacks a column (${text}): another version of tokenapi made it; drop it, or rename it and its indexes, and ${MIGRATE}`
}

interface OwnTable {
  readonly database: string
  readonly table: string
  readonly text: string
  readonly purpose?: string
}
