/** What `migrate` runs, in order. Append only: a released migration never changes. */
import type { Connection } from './connection.js'

export interface Migration {
  readonly name: string
  readonly sql: string
}

/** Ours, so that each migration runs once. */
export const LEDGER =
  'CREATE TABLE IF NOT EXISTS "tokenapi_migrations" ("name" text NOT NULL PRIMARY KEY, "applied_at" text NOT NULL)'

export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001_auth_user',
    // The columns of Django's own table, so that Django can take it over. Left alone where it exists.
    sql: `CREATE TABLE IF NOT EXISTS "auth_user" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "password" varchar(128) NOT NULL,
  "last_login" datetime NULL,
  "is_superuser" bool NOT NULL,
  "username" varchar(150) NOT NULL UNIQUE,
  "last_name" varchar(150) NOT NULL,
  "email" varchar(254) NOT NULL,
  "is_staff" bool NOT NULL,
  "is_active" bool NOT NULL,
  "date_joined" datetime NOT NULL,
  "first_name" varchar(150) NOT NULL
)`,
  },
]

/** The SQL that has not run yet. A table that somebody else made counts as done. */
export function pendingMigrations(connection: Connection): readonly Migration[] {
  const tables = new Set(
    connection
      .all("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
      .map((row) => String(row['name'])),
  )
  const applied = tables.has('tokenapi_migrations')
    ? new Set(
        connection
          .all('SELECT "name" FROM "tokenapi_migrations"')
          .map((row) => String(row['name'])),
      )
    : new Set<string>()
  return MIGRATIONS.filter(
    ({ name }) => !applied.has(name) && !(name === '0001_auth_user' && tables.has('auth_user')),
  )
}
