import { ConfigError, UnavailableError, isConfigError, isUnavailableError } from '../core/errors.js'
import type { SqlDatabase } from '../stores/sql/database.js'
import { startUpError } from '../stores/sql/database-errors.js'
import { codeOf, messageOf } from '../stores/sql/error-kind.js'
import { DJANGO_USERS } from '../stores/user-table.js'
import { EVENTS } from './event-table.js'
import { ownTableFix } from '../stores/sql/own-table-fix.js'

/** An error of the table of events for the operator, with the fix. */
export function eventsError(error: unknown, database: SqlDatabase): Error {
  if (isConfigError(error)) return error
  if (isUnavailableError(error)) {
    return error.cause === undefined ? error : eventsError(error.cause, database)
  }
  const text = messageOf(error)
  const kind = database.dialect.kindOfError(error)
  switch (kind) {
    case 'missing-table':
    case 'missing-column':
      return new ConfigError(ownTableFix(kind, { database: database.name, table: EVENTS, text }))
    case 'denied':
      return new ConfigError(
        `our role may not do that in ${database.name} (${text}): GRANT SELECT, INSERT ON ${EVENTS}, and to prune also DELETE; or prune with another role`,
      )
    case 'again':
    case 'duplicate':
      return new UnavailableError('other nodes append to the audit trail all the time', {
        cause: error,
      })
    default:
      if (FULL.test(`${codeOf(error)} ${text}`)) {
        return new UnavailableError(`the disk of ${database.name} is full: free space there`, {
          cause: error,
        })
      }
      return startUpError(error, database, { ...DJANGO_USERS, table: EVENTS })
  }
}

/** PostgreSQL 53100; "No space left on device"; "The table 'x' is full"; "database or disk is full". */
const FULL = /\b53100\b|no space left|\bis full\b|disk full|ER_DISK_FULL/i
