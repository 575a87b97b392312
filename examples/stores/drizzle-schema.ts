// The tables of drizzle-store.ts and drizzle-tokens.ts in PostgreSQL. In MySQL and SQLite the columns have the same names.
import { bigint, boolean, char, pgTable, text, uuid, varchar } from 'drizzle-orm/pg-core'

export const users = pgTable('users', {
  id: uuid().primaryKey().defaultRandom(),
  username: text().notNull(),
  password: text().notNull(),
  isActive: boolean('is_active').notNull(),
  email: text().notNull(),
})

const time = (name: string) => bigint(name, { mode: 'number' })

export const tokens = pgTable('tokenapi_tokens', {
  id: varchar({ length: 64 }).primaryKey(),
  digest: char({ length: 64 }).notNull().unique(),
  start: varchar({ length: 36 }).notNull(),
  userId: varchar('user_id', { length: 255 }).notNull(),
  name: varchar({ length: 100 }).notNull(),
  scopes: text().notNull(),
  audience: varchar({ length: 500 }),
  boundTo: char('bound_to', { length: 64 }).notNull(),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at').notNull(),
  renewableUntil: time('renewable_until').notNull(),
  lastUsedAt: time('last_used_at'),
  lastAddress: varchar('last_address', { length: 128 }),
  lastUserAgent: varchar('last_user_agent', { length: 500 }),
  family: varchar({ length: 64 }).notNull(),
  endsWith: varchar('ends_with', { length: 64 }),
  replaces: varchar({ length: 64 }),
  unusedUntil: time('unused_until'),
  replacedAt: time('replaced_at'),
  revokedAt: time('revoked_at'),
  endsAt: time('ends_at').notNull(),
})

export const tickets = pgTable('tokenapi_used_tickets', {
  digest: char({ length: 64 }).primaryKey(),
  expiresAt: time('expires_at').notNull(),
})
