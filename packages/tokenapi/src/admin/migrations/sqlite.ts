import { EVENTS } from '../../audit/event-table.js'
import { KEPT_TOKENS } from '../../stores/sql/kept-tokens.js'
import { LOGIN_COUNTS } from '../../stores/sql/login-counts.js'
import { TOKENS, TOKEN_LOCKS, USED_TICKETS } from '../../stores/sql/tokens/token-columns.js'
import { DJANGO_USERS } from '../../stores/user-table.js'
import { COUNTERS } from '../counters/counter-table.js'
import type { Migration } from './migration.js'

/** In the order in which they run. Only ever append: a released migration does not change. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001_auth_user',
    makes: DJANGO_USERS.table,
    // The same columns as Django's table, so that Django can use it later. An existing table is kept.
    statements: [
      `CREATE TABLE IF NOT EXISTS "auth_user" (
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
    ],
  },
  {
    name: '0002_kept_tokens',
    makes: KEPT_TOKENS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_kept_tokens" (
  "digest" char(64) NOT NULL PRIMARY KEY,
  "bound_to" char(64) NOT NULL,
  "last_day" integer NOT NULL
) WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS "tokenapi_kept_tokens_bound_to" ON "tokenapi_kept_tokens" ("bound_to")',
      'CREATE INDEX IF NOT EXISTS "tokenapi_kept_tokens_last_day" ON "tokenapi_kept_tokens" ("last_day")',
    ],
  },
  {
    name: '0003_login_counts',
    makes: LOGIN_COUNTS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_login_counts" (
  "digest" char(64) NOT NULL PRIMARY KEY,
  "points" integer NOT NULL,
  "expires_at" integer NULL
) WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS "tokenapi_login_counts_expires_at" ON "tokenapi_login_counts" ("expires_at")',
    ],
  },
  {
    name: '0004_events',
    makes: EVENTS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_events" (
  "seq" integer NOT NULL PRIMARY KEY,
  "time" varchar(24) NOT NULL,
  "name" varchar(64) NOT NULL,
  "user_id" varchar(255) NULL,
  "username" varchar(255) NULL,
  "address" varchar(128) NULL,
  "request_id" varchar(128) NULL,
  "method" varchar(32) NULL,
  "path" varchar(500) NULL,
  "code" varchar(64) NULL,
  "reason" varchar(500) NULL,
  "details" varchar(2000) NULL,
  "previous" char(64) NOT NULL,
  "hash" char(64) NOT NULL
)`,
      'CREATE INDEX IF NOT EXISTS "tokenapi_events_time" ON "tokenapi_events" ("time")',
      'CREATE INDEX IF NOT EXISTS "tokenapi_events_user_id" ON "tokenapi_events" ("user_id")',
      'CREATE INDEX IF NOT EXISTS "tokenapi_events_username" ON "tokenapi_events" ("username")',
    ],
  },
  {
    name: '0005_access_tokens',
    makes: TOKENS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_tokens" (
  "id" varchar(64) NOT NULL PRIMARY KEY,
  "digest" char(64) NOT NULL UNIQUE,
  "start" varchar(36) NOT NULL,
  "user_id" varchar(255) NOT NULL,
  "name" varchar(100) NOT NULL,
  "scopes" text NOT NULL,
  "audience" varchar(500) NULL,
  "bound_to" char(64) NOT NULL,
  "created_at" integer NOT NULL,
  "expires_at" integer NOT NULL,
  "renewable_until" integer NOT NULL,
  "last_used_at" integer NULL,
  "last_address" varchar(128) NULL,
  "last_user_agent" varchar(500) NULL,
  "family" varchar(64) NOT NULL,
  "ends_with" varchar(64) NULL,
  "replaces" varchar(64) NULL,
  "unused_until" integer NULL,
  "replaced_at" integer NULL,
  "revoked_at" integer NULL,
  "ends_at" integer NOT NULL
)`,
      'CREATE INDEX IF NOT EXISTS "tokenapi_tokens_user_id" ON "tokenapi_tokens" ("user_id", "created_at", "id")',
      'CREATE INDEX IF NOT EXISTS "tokenapi_tokens_created_at" ON "tokenapi_tokens" ("created_at", "id")',
      'CREATE INDEX IF NOT EXISTS "tokenapi_tokens_family" ON "tokenapi_tokens" ("family")',
      'CREATE INDEX IF NOT EXISTS "tokenapi_tokens_ends_at" ON "tokenapi_tokens" ("ends_at")',
    ],
  },
  {
    name: '0006_token_locks',
    makes: TOKEN_LOCKS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_token_locks" (
  "user_id" varchar(255) NOT NULL PRIMARY KEY,
  "locked_at" integer NOT NULL
) WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS "tokenapi_token_locks_locked_at" ON "tokenapi_token_locks" ("locked_at")',
    ],
  },
  {
    name: '0007_used_tickets',
    makes: USED_TICKETS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_used_tickets" (
  "digest" char(64) NOT NULL PRIMARY KEY,
  "expires_at" integer NOT NULL
) WITHOUT ROWID`,
      'CREATE INDEX IF NOT EXISTS "tokenapi_used_tickets_expires_at" ON "tokenapi_used_tickets" ("expires_at")',
    ],
  },
  {
    name: '0008_counters',
    makes: COUNTERS,
    statements: [
      `CREATE TABLE IF NOT EXISTS "tokenapi_counters" (
  "bucket" integer NOT NULL,
  "minutes" integer NOT NULL,
  "name" varchar(64) NOT NULL,
  "labels" varchar(190) NOT NULL,
  "total" integer NOT NULL,
  PRIMARY KEY ("bucket", "minutes", "name", "labels")
) WITHOUT ROWID`,
    ],
  },
]
