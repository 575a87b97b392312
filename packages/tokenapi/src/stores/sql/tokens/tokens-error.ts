import { ConfigError, isConfigError, isUnavailableError } from '../../../core/errors.js'
import type { UserTable } from '../../user-table.js'
import type { SqlDatabase } from '../database.js'
import { startUpError } from '../database-errors.js'
import { messageOf } from '../error-kind.js'
import { ownTableFix } from '../own-table-fix.js'
import { TOKENS, TOKEN_LOCKS, USED_TICKETS } from './token-columns.js'

const OWN_TABLE = new RegExp(`${TOKENS}|${TOKEN_LOCKS}|${USED_TICKETS}`)

/** An error of the tables of access tokens for the operator, with the fix. */
export function tokensError(error: unknown, database: SqlDatabase, users: UserTable): Error {
  if (isConfigError(error)) return error
  if (isUnavailableError(error) && error.cause !== undefined) {
    return tokensError(error.cause, database, users)
  }
  const text = messageOf(error)
  // A statement may name the table of users too.
  const table = OWN_TABLE.exec(text)?.[0]
  if (table === undefined) return startUpError(error, database, users)
  const kind = database.dialect.kindOfError(error)
  switch (kind) {
    case 'missing-table':
    case 'missing-column': {
      const purpose = ' for access tokens'
      const message = ownTableFix(kind, { database: database.name, table, text, purpose })
      return new ConfigError(message, { cause: error })
    }
    case 'denied':
      return new ConfigError(
        `our role may not do that in ${database.name} (${text}): GRANT SELECT on ${TOKENS} to verify access tokens, and SELECT, INSERT, UPDATE, DELETE on ${TOKENS}, ${TOKEN_LOCKS} and ${USED_TICKETS} to issue and revoke them`,
        { cause: error },
      )
    default:
      return startUpError(error, database, users)
  }
}
