import { type ErrorKind, codeOf, messageOf } from '../sql/error-kind.js'
import { tlsErrorKind } from '../sql/tls-error-kind.js'

/** By the names that `mysql2` gives: https://mariadb.com/kb/en/mariadb-error-code-reference/ */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  ER_DUP_ENTRY: 'duplicate',
  ER_DATA_TOO_LONG: 'value',
  ER_WARN_DATA_OUT_OF_RANGE: 'value',
  ER_TRUNCATED_WRONG_VALUE: 'value',
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: 'value',
  // A text that the column's character set lacks: MariaDB's name for it, and MySQL's.
  ER_CANT_AGGREGATE_2COLLATIONS: 'value',
  ER_CANT_AGGREGATE_3COLLATIONS: 'value',
  ER_CANT_AGGREGATE_NCOLLATIONS: 'value',
  ER_INVALID_CHARACTER_STRING: 'value',
  ER_INVALID_JSON_TEXT: 'value',
  ER_IMPOSSIBLE_STRING_CONVERSION: 'value',
  ER_CANNOT_CONVERT_STRING: 'value',
  ER_NO_DEFAULT_FOR_FIELD: 'constraint',
  ER_CHECK_CONSTRAINT_VIOLATED: 'constraint',
  ER_NO_SUCH_TABLE: 'missing-table',
  ER_BAD_FIELD_ERROR: 'missing-column',
  ER_TABLEACCESS_DENIED_ERROR: 'denied',
  ER_COLUMNACCESS_DENIED_ERROR: 'denied',
  ER_DBACCESS_DENIED_ERROR: 'denied',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'denied',
  ER_OPTION_PREVENTS_STATEMENT: 'read-only',
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: 'read-only',
  ER_READ_ONLY_MODE: 'read-only',
  ER_NON_UPDATABLE_TABLE: 'view',
  ER_NON_INSERTABLE_TABLE: 'view',
  ER_NONUPDATEABLE_COLUMN: 'view',
  ER_VIEW_NO_INSERT_FIELD_LIST: 'view',
  ER_VIEW_DELETE_MERGE_VIEW: 'view',
  ER_VIEW_MULTIUPDATE: 'view',
  ER_NO_DEFAULT_FOR_VIEW_FIELD: 'view',
  // A generated column: MariaDB's name for it, and MySQL's.
  ER_WARNING_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN: 'view',
  ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN: 'view',
  ER_ACCESS_DENIED_ERROR: 'refused-login',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'refused-login',
  ER_ACCOUNT_HAS_BEEN_LOCKED: 'refused-login',
  ER_MUST_CHANGE_PASSWORD: 'refused-login',
  ER_MUST_CHANGE_PASSWORD_LOGIN: 'refused-login',
  ER_HOST_NOT_PRIVILEGED: 'refused-login',
  ER_HOST_IS_BLOCKED: 'refused-login',
  ER_NOT_SUPPORTED_AUTH_MODE: 'no-login-method',
  ER_PLUGIN_IS_NOT_LOADED: 'no-login-method',
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: 'no-login-method',
  AUTH_SWITCH_PLUGIN_ERROR: 'no-login-method',
  HANDSHAKE_NO_SSL_SUPPORT: 'no-tls',
  ER_SECURE_TRANSPORT_REQUIRED: 'needs-tls',
  ER_BAD_DB_ERROR: 'no-database',
  ER_LOCK_DEADLOCK: 'again',
  ER_CHECKREAD: 'again',
  PROTOCOL_CONNECTION_LOST: 'broken',
  ER_CONNECTION_KILLED: 'broken',
  ER_SERVER_SHUTDOWN: 'broken',
  ER_CLIENT_INTERACTION_TIMEOUT: 'broken',
  ECONNRESET: 'broken',
  EPIPE: 'broken',
}

/** Numbers that MariaDB has given to errors for which MySQL, and so `mysql2`, has other names. */
const MARIADB_NUMBERS: Readonly<Record<number, ErrorKind>> = {
  1906: 'view',
  4151: 'refused-login',
}

/** What an error of `mysql2` means. */
export function kindOfError(error: unknown): ErrorKind {
  const known = MARIADB_NUMBERS[numberOf(error)] ?? KINDS[codeOf(error)] ?? tlsErrorKind(error)
  if (known !== undefined) return known
  // MariaDB and MySQL have given some numbers to different errors; these say the class of it.
  if (/^(?:23|45)/.test(stateOf(error))) return 'constraint'
  return /closed state|server has gone away/i.test(messageOf(error)) ? 'broken' : 'other'
}

function stateOf(error: unknown): string {
  return error instanceof Error && 'sqlState' in error ? String(error.sqlState) : ''
}

function numberOf(error: unknown): number {
  return error instanceof Error && 'errno' in error ? Number(error.errno) : 0
}
