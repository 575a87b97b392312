/** Errors of a driver as the store throws them: an outage, or an error that the operator can fix. */
import {
  ConfigError,
  isConfigError,
  UnavailableError,
  isUnavailableError,
} from '../../core/errors.js'
import { isRecordError, isUserExistsError } from '../../core/store/store-errors.js'
import { type UserTable, qualifiedName } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import { messageOf } from './error-kind.js'
import { fixOf } from './fix.js'

/** The error of a driver as an `UnavailableError`, with the error as its cause. */
export function unavailable(error: unknown): UnavailableError {
  if (isUnavailableError(error)) return error
  return new UnavailableError('the database does not answer', { cause: withoutRow(error) })
}

/** At start-up and in administration: an error that the operator can fix becomes a `ConfigError`. */
export function startUpError(error: unknown, database: SqlDatabase, table: UserTable): Error {
  if (isConfigError(error) || isUserExistsError(error) || isRecordError(error)) return error
  if (isUnavailableError(error) && error.cause !== undefined) {
    return startUpError(error.cause, database, table)
  }
  const kind = database.dialect.kindOfError(error)
  const sentence = fixOf(kind, database.name, qualifiedName(table), messageOf(error))
  return sentence === undefined
    ? unavailable(error)
    : new ConfigError(sentence, { cause: withoutRow(error) })
}

/** `detail` of PostgreSQL holds the whole row that was refused, with the password hash. */
function withoutRow(error: unknown): unknown {
  if (error instanceof Error && 'detail' in error) error.detail = undefined
  return error
}
