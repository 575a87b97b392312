/** The Kysely store over each of its databases. */
import { createRequire } from 'node:module'

import {
  Kysely,
  MysqlDialect,
  PostgresDialect,
  type SqliteDatabase,
  SqliteDialect,
  sql,
} from 'kysely'
import mysql from 'mysql2'

import { type Tables, kyselyStore } from '../kysely-store.ts'
import { kyselyTokens } from '../kysely-tokens.ts'
import type { Kind, Subject } from './databases.ts'
import { postgresPool } from '../../../packages/tokenapi/test/support/postgres-database.ts'

// The API of better-sqlite3, without a compiler.
const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => SqliteDatabase

export function kyselySubject(kind: Kind, url: string): Subject {
  const db = new Kysely<Tables>({ dialect: dialectOf(kind, url) })
  return {
    store: { ...kyselyStore(db), tokens: kyselyTokens(db) },
    async fill(users) {
      await db.deleteFrom('users').execute()
      await sql`delete from tokenapi_tokens`.execute(db)
      if (users.length === 0) return
      const rows = users.map(({ id, username, password, isActive = true, email = '' }) => ({
        ...(typeof id === 'string' || id === undefined ? {} : { id }),
        username,
        password,
        email,
        // SQLite has no booleans.
        is_active: kind === 'SQLite' ? Number(isActive) : isActive,
      }))
      await db.insertInto('users').values(rows).execute()
    },
    end: () => db.destroy(),
  }
}

function dialectOf(kind: Kind, url: string): PostgresDialect | MysqlDialect | SqliteDialect {
  switch (kind) {
    case 'PostgreSQL':
      return new PostgresDialect({ pool: postgresPool({ connectionString: url, max: 5 }) })
    case 'MariaDB':
      return new MysqlDialect({ pool: mysql.createPool({ uri: url, connectionLimit: 5 }) })
    case 'SQLite':
      return new SqliteDialect({ database: async () => new Libsql(url) })
  }
}
