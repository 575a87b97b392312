// Access tokens beside drizzle-store.ts, in the tables that `tokenapi migrate` makes (see drizzle-schema.ts):
//   const store = { ...drizzleStore(db, schema.users), tokens: drizzleTokens(db, schema) }
import { type Column, type SQL, and, asc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import type { TokenStore } from 'tokenapi'
import { type FoundRow, type TokenRow, type TokenRows, tokenStoreOver } from 'tokenapi/token-store'

import { type Queries, type UserColumns, drizzleStore } from './drizzle-store.ts'

/** The part of a Drizzle database that is used here: PostgreSQL, MySQL or SQLite. */
export interface Database extends Queries {
  insert(table: object): { values(row: object): PromiseLike<unknown> }
  update(table: object): { set(changes: object): { where(filter: SQL): PromiseLike<unknown> } }
  delete(table: object): { where(filter: SQL): PromiseLike<unknown> }
  transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T>
}
export interface Tables {
  readonly users: UserColumns
  readonly tokens: Readonly<Record<keyof TokenRow, Column>>
  readonly tickets: Readonly<Record<'digest' | 'expiresAt', Column>>
}

export function drizzleTokens(db: Database, { users, tokens, tickets }: Tables): TokenStore {
  const { id, createdAt, endsAt } = tokens
  const rowsOf = (database: Database): TokenRows => ({
    userOf: drizzleStore(database, users).findById,
    select({ equal, endsAfter, endsBefore, after: { createdAt: time, id: key }, limit }) {
      const names = Object.keys(equal) as (keyof typeof equal)[]
      const equals = names.map((name) => eq(tokens[name], equal[name]))
      const later = or(gt(createdAt, time), and(eq(createdAt, time), gt(id, key)))
      const filter = and(...equals, gt(endsAt, endsAfter), lt(endsAt, endsBefore), later)
      const rows = database.select().from(tokens).where(filter)
      return rows.orderBy(asc(createdAt), asc(id)).limit(limit) as PromiseLike<FoundRow[]>
    },
    insert: (row) => database.insert(tokens).values(row),
    update: (key, changes) => database.update(tokens).set(changes).where(eq(id, key)),
  })
  return tokenStoreOver({
    idType: 'uuid',
    ...rowsOf(db),
    locked: (userId, work) =>
      db.transaction(async (transaction) => {
        // Locks the row in every kind of database, and changes nothing.
        const username = sql`${users.username}`
        await transaction.update(users).set({ username }).where(eq(users.id, userId))
        return work(rowsOf(transaction))
      }),
    remove: (ids) => db.delete(tokens).where(inArray(id, [...ids])),
    tickets: {
      insert: (row) => db.insert(tickets).values(row),
      async find(key) {
        const rows = await db.select().from(tickets).where(eq(tickets.digest, key))
        return (rows as object[])[0]
      },
      removeBefore: (time) => db.delete(tickets).where(lt(tickets.expiresAt, time)),
    },
  })
}
