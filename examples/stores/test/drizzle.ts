/** The Drizzle store over each of its databases. */
import { createClient } from '@libsql/client'
import { drizzle as drizzleLibsql } from 'drizzle-orm/libsql'
import { drizzle as drizzleMysql } from 'drizzle-orm/mysql2'
import * as my from 'drizzle-orm/mysql-core'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import * as pgCore from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'
import mysql from 'mysql2'

import { drizzleStore } from '../drizzle-store.ts'
import type { Given, Kind, Subject } from './databases.ts'
import { postgresPool } from '../../../packages/tokenapi/test/support/postgres-database.ts'

const inPostgres = pgCore.pgTable('users', {
  id: pgCore.uuid().primaryKey().defaultRandom(),
  username: pgCore.text().notNull(),
  password: pgCore.text().notNull(),
  isActive: pgCore.boolean('is_active').notNull(),
  email: pgCore.text().notNull(),
})
const inMariadb = my.mysqlTable('users', {
  id: my.char({ length: 36 }).primaryKey(),
  username: my.varchar({ length: 150 }).notNull(),
  password: my.varchar({ length: 128 }).notNull(),
  isActive: my.boolean('is_active').notNull(),
  email: my.varchar({ length: 254 }).notNull(),
})
const inSqlite = lite.sqliteTable('users', {
  id: lite.text().primaryKey(),
  username: lite.text().notNull(),
  password: lite.text().notNull(),
  isActive: lite.integer('is_active', { mode: 'boolean' }).notNull(),
  email: lite.text().notNull(),
})

export function drizzleSubject(kind: Kind, url: string): Subject {
  switch (kind) {
    case 'PostgreSQL': {
      const pool = postgresPool({ connectionString: url, max: 5 })
      const db = drizzlePostgres(pool)
      return {
        store: drizzleStore(inPostgres, (where) => db.select().from(inPostgres).where(where)),
        async fill(users) {
          await db.delete(inPostgres)
          if (users.length > 0) await db.insert(inPostgres).values(users.map(rowOf))
        },
        end: () => pool.end(),
      }
    }
    case 'MariaDB': {
      const pool = mysql.createPool({ uri: url, connectionLimit: 5 })
      const db = drizzleMysql(pool)
      return {
        store: drizzleStore(inMariadb, (where) => db.select().from(inMariadb).where(where)),
        async fill(users) {
          await db.delete(inMariadb)
          if (users.length > 0) await db.insert(inMariadb).values(users.map(rowOf))
        },
        end: () => pool.promise().end(),
      }
    }
    case 'SQLite': {
      const client = createClient({ url: `file:${url}` })
      const db = drizzleLibsql(client)
      return {
        store: drizzleStore(inSqlite, (where) => db.select().from(inSqlite).where(where)),
        async fill(users) {
          await db.delete(inSqlite)
          if (users.length > 0) await db.insert(inSqlite).values(users.map(rowOf))
        },
        end: async () => client.close(),
      }
    }
  }
}

function rowOf({ id, username, password, isActive = true, email = '' }: Given) {
  return { id: String(id), username, password, isActive, email }
}
