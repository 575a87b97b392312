/** SQL for the operator to run, in the dialect of the database. It is only printed. */
import type { Column, Inspection } from 'tokenapi/admin'

import type { Database } from '../database.js'

export type Kind = Database['kind']

/** The table of kept tokens, as the library's `migrate` makes it. */
export const KEPT_TOKENS = 'tokenapi_kept_tokens'
/** The tables of access tokens: records, the locks of their limit, and tickets that were used. */
export const ACCESS_TOKENS = 'tokenapi_tokens'
const TOKEN_LOCKS = 'tokenapi_token_locks'
const USED_TICKETS = 'tokenapi_used_tickets'
/** The audit trail. */
export const EVENTS = 'tokenapi_events'
/** The counters that survive a restart. */
export const COUNTERS = 'tokenapi_counters'

/** A database shows a role no tables that it has no rights on; SQLite has no roles. */
export function orNotVisible(kind: Kind): string {
  return kind === 'sqlite' ? '' : ', or our role may not see it'
}

const QUOTES: Readonly<Record<Kind, string>> = { sqlite: '"', postgres: '"', mysql: '`' }

function quote(kind: Kind, name: string): string {
  const mark = QUOTES[kind]
  return mark + name.replaceAll(mark, mark + mark) + mark
}

function usersTable(kind: Kind, { schema, table }: Inspection['mapping']): string {
  return `${schema === undefined ? '' : `${quote(kind, schema)}.`}${quote(kind, table)}`
}

/** What a role needs to run the server, statement by statement. */
export interface Grants {
  readonly readUsers: string
  readonly updatePasswords: string
  readonly keepTokens: string
  readonly accessTokens: string
  readonly recordEvents: string
  readonly writeCounters: string
}

export function grantsFor(kind: Kind, { mapping }: Inspection, role: string): Grants {
  const users = usersTable(kind, mapping)
  const password = quote(kind, mapping.password)
  const all = (table: string): string =>
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${quote(kind, table)} TO ${role};`
  return {
    readUsers: `GRANT SELECT ON ${users} TO ${role};`,
    updatePasswords: `GRANT UPDATE (${password}) ON ${users} TO ${role};`,
    keepTokens: all(KEPT_TOKENS),
    accessTokens: [ACCESS_TOKENS, TOKEN_LOCKS, USED_TICKETS].map(all).join('\n'),
    recordEvents: `GRANT SELECT (seq, hash), INSERT ON ${quote(kind, EVENTS)} TO ${role};`,
    writeCounters: all(COUNTERS),
  }
}

/** A role of the server's own, which may do nothing yet, and its name as a GRANT takes it. */
export function newRole(kind: Kind): { readonly name: string; readonly create: string } {
  return kind === 'mysql'
    ? {
        name: "'tokenapi_server'@'%'",
        create: "CREATE USER 'tokenapi_server'@'%' IDENTIFIED BY '…';",
      }
    : { name: 'tokenapi_server', create: "CREATE ROLE tokenapi_server LOGIN PASSWORD '…';" }
}

/** Makes a column compare to the letter; `undefined` where only a new table can. */
export function exactCollation(
  kind: Kind,
  { mapping }: Inspection,
  column: Column,
): string | undefined {
  const alter = `ALTER TABLE ${usersTable(kind, mapping)}`
  const name = quote(kind, column.name)
  switch (kind) {
    case 'sqlite':
      return undefined
    case 'postgres': {
      const type = column.length === undefined ? 'text' : `varchar(${column.length})`
      return `${alter} ALTER COLUMN ${name} TYPE ${type} COLLATE "default";`
    }
    case 'mysql': {
      const charset = column.collation?.split('_', 1)[0] ?? 'utf8mb4'
      const nullable = column.nullable ? 'NULL' : 'NOT NULL'
      return `${alter} MODIFY ${name} ${column.type} CHARACTER SET ${charset} COLLATE ${charset}_bin ${nullable};`
    }
  }
}
