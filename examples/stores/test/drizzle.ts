/** The Drizzle store over each of its databases. */
import { createClient } from '@libsql/client'
import { drizzle as drizzleLibsql } from 'drizzle-orm/libsql'
import { drizzle as drizzleMysql } from 'drizzle-orm/mysql2'
import * as my from 'drizzle-orm/mysql-core'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import * as lite from 'drizzle-orm/sqlite-core'
import mysql from 'mysql2'

import * as inPostgres from '../drizzle-schema.ts'
import { drizzleStore } from '../drizzle-store.ts'
import { drizzleTokens } from '../drizzle-tokens.ts'
import { oneAtATime } from '../libsql-queue.ts'
import type { Given, Kind, Subject } from './databases.ts'
import { postgresPool } from '../../../packages/tokenapi/test/support/postgres-database.ts'

const myTime = (name: string) => my.bigint(name, { mode: 'number' })
const inMariadb = {
  users: my.mysqlTable('users', {
    id: my.char({ length: 36 }).primaryKey(),
    username: my.varchar({ length: 150 }).notNull(),
    password: my.varchar({ length: 128 }).notNull(),
    isActive: my.boolean('is_active').notNull(),
    email: my.varchar({ length: 254 }).notNull(),
  }),
  tokens: my.mysqlTable('tokenapi_tokens', {
    id: my.varchar({ length: 64 }).primaryKey(),
    digest: my.char({ length: 64 }).notNull(),
    userId: my.varchar('user_id', { length: 255 }).notNull(),
    name: my.varchar({ length: 100 }).notNull(),
    scopes: my.text().notNull(),
    audience: my.varchar({ length: 500 }),
    boundTo: my.char('bound_to', { length: 64 }).notNull(),
    createdAt: myTime('created_at').notNull(),
    expiresAt: myTime('expires_at').notNull(),
    renewableUntil: myTime('renewable_until').notNull(),
    lastUsedAt: myTime('last_used_at'),
    lastAddress: my.varchar('last_address', { length: 128 }),
    lastUserAgent: my.varchar('last_user_agent', { length: 500 }),
    start: my.varchar({ length: 36 }).notNull(),
    family: my.varchar({ length: 64 }).notNull(),
    endsWith: my.varchar('ends_with', { length: 64 }),
    replaces: my.varchar({ length: 64 }),
    unusedUntil: myTime('unused_until'),
    replacedAt: myTime('replaced_at'),
    revokedAt: myTime('revoked_at'),
    endsAt: myTime('ends_at').notNull(),
  }),
  tickets: my.mysqlTable('tokenapi_used_tickets', {
    digest: my.char({ length: 64 }).primaryKey(),
    expiresAt: myTime('expires_at').notNull(),
  }),
}
const inSqlite = {
  users: lite.sqliteTable('users', {
    id: lite.text().primaryKey(),
    username: lite.text().notNull(),
    password: lite.text().notNull(),
    isActive: lite.integer('is_active', { mode: 'boolean' }).notNull(),
    email: lite.text().notNull(),
  }),
  tokens: lite.sqliteTable('tokenapi_tokens', {
    id: lite.text().primaryKey(),
    digest: lite.text().notNull(),
    userId: lite.text('user_id').notNull(),
    name: lite.text().notNull(),
    scopes: lite.text().notNull(),
    audience: lite.text(),
    boundTo: lite.text('bound_to').notNull(),
    createdAt: lite.integer('created_at').notNull(),
    expiresAt: lite.integer('expires_at').notNull(),
    renewableUntil: lite.integer('renewable_until').notNull(),
    lastUsedAt: lite.integer('last_used_at'),
    lastAddress: lite.text('last_address'),
    lastUserAgent: lite.text('last_user_agent'),
    start: lite.text().notNull(),
    family: lite.text().notNull(),
    endsWith: lite.text('ends_with'),
    replaces: lite.text(),
    unusedUntil: lite.integer('unused_until'),
    replacedAt: lite.integer('replaced_at'),
    revokedAt: lite.integer('revoked_at'),
    endsAt: lite.integer('ends_at').notNull(),
  }),
  tickets: lite.sqliteTable('tokenapi_used_tickets', {
    digest: lite.text().primaryKey(),
    expiresAt: lite.integer('expires_at').notNull(),
  }),
}

export function drizzleSubject(kind: Kind, url: string): Subject {
  switch (kind) {
    case 'PostgreSQL': {
      const pool = postgresPool({ connectionString: url, max: 5 })
      const db = drizzlePostgres(pool)
      return {
        store: {
          ...drizzleStore(db, inPostgres.users),
          tokens: drizzleTokens(db, inPostgres),
        },
        async fill(users) {
          await db.delete(inPostgres.users)
          await db.delete(inPostgres.tokens)
          if (users.length > 0) await db.insert(inPostgres.users).values(users.map(rowOf))
        },
        end: () => pool.end(),
      }
    }
    case 'MariaDB': {
      const pool = mysql.createPool({ uri: url, connectionLimit: 5 })
      const db = drizzleMysql(pool)
      return {
        store: {
          ...drizzleStore(db, inMariadb.users),
          tokens: drizzleTokens(db, inMariadb),
        },
        async fill(users) {
          await db.delete(inMariadb.users)
          await db.delete(inMariadb.tokens)
          if (users.length > 0) await db.insert(inMariadb.users).values(users.map(rowOf))
        },
        end: () => pool.promise().end(),
      }
    }
    case 'SQLite': {
      const client = oneAtATime(createClient({ url: `file:${url}`, timeout: 5000 }))
      const db = drizzleLibsql(client)
      return {
        store: {
          ...drizzleStore(db, inSqlite.users),
          tokens: drizzleTokens(db, inSqlite),
        },
        async fill(users) {
          await db.delete(inSqlite.users)
          await db.delete(inSqlite.tokens)
          if (users.length > 0) await db.insert(inSqlite.users).values(users.map(rowOf))
        },
        end: async () => client.close(),
      }
    }
  }
}

function rowOf({ id, username, password, isActive = true, email = '' }: Given) {
  return { id: String(id), username, password, isActive, email }
}
