/** What an error of a driver means: the developer's, the caller's, or that we cannot tell now. */
import {
  ConfigError,
  isConfigError,
  UnavailableError,
  isUnavailableError,
} from '../../core/errors.js'
import { isRecordError, isUserExistsError } from '../../core/store-errors.js'
import { fixOf } from './fix.js'

/**
 * - `duplicate`: a key is taken
 * - `value`: no column of this type could hold it, so no row has it
 * - `constraint`: a rule of the table forbids the row
 * - `missing-table`, `missing-column`, `denied`: the operator's to mend
 * - `view`: a view, or a computed column, that cannot be written
 * - `read-only`: nothing can be written there, as on a replica
 * - `read-only-file`: the file of SQLite, or its folder, may not be written
 * - `refused-login`, `no-password`, `no-login-method`, `no-tls`, `needs-tls`, `certificate`,
 *   `no-client-certificate`, `no-database`, `no-file`, `not-a-database`: likewise, at the very start
 * - `pooler`: a statement was prepared that the server does not have, or has already, or a setting is refused
 * - `again`: a deadlock or a conflict; the same transaction may succeed now
 * - `broken`: the connection is gone; nobody knows of the statement, unless it was a commit
 * - `other`: anything else
 */
export type Fault =
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

/** Turns whatever a driver threw into `UnavailableError`, with the cause inside. */
export function unavailable(error: unknown): UnavailableError {
  if (isUnavailableError(error)) return error
  return new UnavailableError('the database does not answer', { cause: withoutRow(error) })
}

/** At start-up, and when users are administered: what can be mended becomes a `ConfigError`. */
export function startUpError(
  error: unknown,
  database: string,
  table: string,
  faultOf: (error: unknown) => Fault,
): Error {
  const told = isConfigError(error) || isUserExistsError(error) || isRecordError(error)
  if (told) return error
  if (isUnavailableError(error) && error.cause !== undefined) {
    return startUpError(error.cause, database, table, faultOf)
  }
  const sentence = fixOf(faultOf(error), database, table, textOf(error))
  return sentence === undefined
    ? unavailable(error)
    : new ConfigError(sentence, { cause: withoutRow(error) })
}

/** PostgreSQL tells of a row that it refuses in `detail`, all of it: the password hash as well. */
function withoutRow(error: unknown): unknown {
  if (error instanceof Error && 'detail' in error) error.detail = undefined
  return error
}

/** The first line of what a driver says. Anything may be thrown, also what cannot be made a text. */
export function textOf(error: unknown): string {
  const text: unknown = error instanceof Error ? error.message : error
  return typeof text === 'string' ? (text.split('\n', 1)[0] ?? '') : ''
}

/** The driver's code of an error: an SQLSTATE, an errno or a name. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
