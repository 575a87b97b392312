/** What an error of a driver means: the developer's, the caller's, or that we cannot tell now. */
import {
  ConfigError,
  isConfigError,
  UnavailableError,
  isUnavailableError,
} from '../../core/errors.js'
import { isRecordError, isUserExistsError } from '../../core/user.js'

/**
 * - `duplicate`: a key is taken
 * - `value`: no column of this type could hold it, so no row has it
 * - `constraint`: a rule of the table forbids the row
 * - `missing-table`, `missing-column`, `denied`: the operator's to mend
 * - `read-only`: nothing can be written there, a replica or a view
 * - `refused-login`, `no-database`, `no-file`, `not-a-database`: likewise, at the very start
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
  | 'read-only'
  | 'refused-login'
  | 'no-database'
  | 'no-file'
  | 'not-a-database'
  | 'again'
  | 'broken'
  | 'other'

/** Turns whatever a driver threw into `UnavailableError`, with the cause inside. */
export function unavailable(error: unknown): UnavailableError {
  if (isUnavailableError(error)) return error
  return new UnavailableError('the database does not answer', { cause: error })
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
  return sentence === undefined ? unavailable(error) : new ConfigError(sentence, { cause: error })
}

function fixOf(fault: Fault, database: string, table: string, text: string): string | undefined {
  switch (fault) {
    case 'missing-table':
      return `${database} has no table "${table}": run \`tokenapi migrate\`, or name your own with \`users.table\`${table.includes('.') ? ' (and its schema with `users.schema`)' : ''}`
    case 'missing-column':
      return `the table "${table}" of ${database} lacks a column (${text}): name yours with \`users\``
    case 'value':
    case 'constraint':
      return `the table "${table}" of ${database} does not take that (${text})`
    case 'denied':
      return `our role may not do that in ${database} (${text}): grant it, or run this with another role`
    case 'refused-login':
      return `${database} refuses our role (${text}): mend user and password of the database URL`
    case 'no-database':
      return `there is no such database at ${database} (${text}): create it, or mend the name in the URL`
    case 'no-file':
      return `${database} cannot be opened: does its folder exist, and may we write there?`
    case 'not-a-database':
      return `${database} is not a SQLite database`
    default:
      return undefined
  }
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
