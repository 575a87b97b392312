/**
 * What an error of a driver means, whichever database it comes from.
 *
 * - `duplicate`: a key is taken
 * - `value`: the column cannot store the value, so no row has it
 * - `constraint`: a constraint of the table forbids the row
 * - `missing-table`, `missing-column`, `denied`: the operator has to fix the table or the role
 * - `view`: a view, or a computed column, cannot be written
 * - `read-only`: the database accepts no writes, as a replica
 * - `read-only-file`: the file of SQLite, or its folder, cannot be written
 * - `refused-login`, `no-password`, `no-login-method`, `no-tls`, `needs-tls`, `certificate`,
 *   `no-client-certificate`, `no-database`, `no-file`, `not-a-database`: the operator has to fix the connection
 * - `pooler`: a pooler refuses a prepared statement or a session setting
 * - `again`: a deadlock or a conflict; the same transaction may succeed if it runs again
 * - `broken`: the connection is lost; only after a commit is it unknown whether the statement took effect
 * - `other`: anything else
 */
export type ErrorKind =
  | 'duplicate'
  | 'value'
  | 'constraint'
  | 'missing-table'
  | 'missing-column'
  | 'denied'
  | 'view'
  | 'read-only'
  | 'read-only-file'
  | 'refused-login'
  | 'no-password'
  | 'no-login-method'
  | 'no-tls'
  | 'needs-tls'
  | 'certificate'
  | 'no-client-certificate'
  | 'pooler'
  | 'no-database'
  | 'no-file'
  | 'not-a-database'
  | 'again'
  | 'broken'
  | 'other'

/** The first line of a driver's message; `''` for a thrown value without one. */
export function messageOf(error: unknown): string {
  const text: unknown = error instanceof Error ? error.message : error
  return typeof text === 'string' ? (text.split('\n', 1)[0] ?? '') : ''
}

/** The driver's code of an error: an SQLSTATE, an errno or a name. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
