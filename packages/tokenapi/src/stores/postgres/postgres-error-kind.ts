import { type ErrorKind, codeOf, messageOf } from '../sql/error-kind.js'
import { tlsErrorKind } from '../sql/tls-error-kind.js'

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  '23505': 'duplicate',
  '22001': 'value',
  '22003': 'value',
  '22007': 'value',
  '22008': 'value',
  '22021': 'value',
  '22P02': 'value',
  '22P05': 'value',
  '23502': 'constraint',
  '23503': 'constraint',
  '23514': 'constraint',
  '23P01': 'constraint',
  // A generated column.
  '428C9': 'view',
  '3F000': 'missing-table',
  '42P01': 'missing-table',
  '42703': 'missing-column',
  '42501': 'denied',
  '25006': 'read-only',
  // An UPDATE or INSERT of a view that is more than a part of a table.
  '55000': 'view',
  '28000': 'refused-login',
  '28P01': 'refused-login',
  '3D000': 'no-database',
  '40001': 'again',
  '40P01': 'again',
  // No such prepared statement, and one that is there already: a pooler gave us another's connection, or
  // somebody had ours forget what was prepared (DISCARD ALL), which a new connection mends.
  '26000': 'pooler',
  '42P05': 'pooler',
  '57P01': 'broken',
  '57P02': 'broken',
  '57P05': 'broken',
  'P0001': 'constraint',
  'ECONNRESET': 'broken',
  'EPIPE': 'broken',
}

const BROKEN = /^Connection terminated|^Client has encountered a connection error|not queryable/

/** What has no code of its own, or shares it: the drivers' and PgBouncer's own messages. */
const BY_TEXT: readonly (readonly [text: RegExp, kind: ErrorKind])[] = [
  [/unsupported startup parameter/i, 'pooler'],
  [/no such database/i, 'no-database'],
  [/no such user|(?:password|SASL) authentication failed/i, 'refused-login'],
  [/^(?:no pg_hba\.conf entry|pg_hba\.conf rejects).*(?:no encryption|SSL off)/i, 'needs-tls'],
  [/^connection requires a valid client certificate/, 'no-client-certificate'],
  [/client password must be a (?:non-empty )?string/, 'no-password'],
  [/^Unknown authenticationOk message|^SASL: Only mechanism/, 'no-login-method'],
  [/^The server does not support SSL connections/, 'no-tls'],
  // A prepared statement whose columns have been given other types: a new connection prepares it anew.
  [/^cached plan must not change result type/, 'broken'],
  [/^cannot (?:insert into|update|delete from) (?:view|column)/, 'view'],
  [BROKEN, 'broken'],
]

/** What an error of `pg` means. */
export function kindOfError(error: unknown): ErrorKind {
  const text = messageOf(error)
  const known = BY_TEXT.find(([pattern]) => pattern.test(text))?.[1]
  if (known !== undefined) return known
  const code = codeOf(error)
  return KINDS[code] ?? tlsErrorKind(error) ?? (code.startsWith('08') ? 'broken' : 'other')
}
