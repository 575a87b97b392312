/** The fix for an error of a database, for the operator: one sentence. */
import type { ErrorKind } from './error-kind.js'
import { MIGRATE } from './own-table-fix.js'

/** `undefined` where no fix is needed: the database may answer the next time. */
export function fixOf(
  kind: ErrorKind,
  database: string,
  table: string,
  text: string,
): string | undefined {
  switch (kind) {
    case 'missing-table':
      return `${database} has no table "${table}": ${MIGRATE}, or name your own with \`users.table\`${table.includes('.') ? ' (and its schema with `users.schema`)' : ''}`
    case 'missing-column':
      return `the table "${table}" of ${database} lacks a column (${text}): name yours with \`users\``
    case 'value':
    case 'constraint':
      return `the table "${table}" of ${database} does not take that (${text})`
    case 'denied':
      return `our role may not do that in ${database} (${text}): grant it, or run this with another role`
    case 'view':
      return `"${table}" of ${database} cannot be written like that (${text}): through a view only plain columns of one table can be changed, and a computed column never. Make the change in the table behind it, or map that table: \`users.isActive: { column: "disabled", when: false }\` reads a column that means the opposite`
    case 'read-only':
      return `${database} takes no writes (${text}): it is a replica or set read-only; use the URL of the primary`
    case 'read-only-file':
      return `${database} cannot be written (${text}): the file, or its folder, in which SQLite keeps a journal, is read-only for the user who runs this; give both to that user (chown), or mount the file system for writing`
    case 'refused-login':
      return `${database} refuses our role (${text}): mend user and password of the database URL${text.startsWith('Access denied') ? '; an account that must use TLS needs sslmode=verify-full there, and one that must show a certificate sslcert and sslkey' : ''}`
    case 'no-client-certificate':
      return `${database} requires a client certificate (${text}): name its files with sslcert=/path/client.crt and sslkey=/path/client.key in the database URL`
    case 'no-password':
      return `${database} asks for a password, and the database URL holds none: write user:password@ before the host`
    case 'no-login-method':
      return `${database} asks for a login that the driver cannot do (${text.split('. ', 1)[0]}): let our role log in with a password, by scram-sha-256 or md5 in PostgreSQL's pg_hba.conf, by caching_sha2_password or mysql_native_password in MySQL and MariaDB`
    case 'no-tls':
      return `${database} offers no TLS, and the database URL asks for it: switch TLS on in the server, or write sslmode=disable where nobody else is on the network`
    case 'needs-tls':
      return `${database} refuses our role without TLS (${text}): add sslmode=verify-full to the database URL, or let the server take the connection as it is`
    case 'certificate':
      return `the TLS certificate of ${database} is not accepted (${text}): name the file of its authority with sslrootcert=/path/ca.crt in the database URL, use a host name that the certificate holds, or give up the check with sslmode=no-verify`
    case 'pooler':
      return `a pooler such as PgBouncer in front of ${database} supports no prepared statements and settings (${text}): set \`prepare: false\` (DATABASE_PREPARE=false), or add ?pgbouncer=true to the database URL`
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
