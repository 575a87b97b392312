// A store over an application's Drizzle table with UUID keys, in PostgreSQL, MySQL or SQLite (see drizzle-schema.ts).
// Handlers get the e-mail address as `user.email`.
import { type Column, type SQL, eq, sql } from 'drizzle-orm'
import { type UserStore, type StoredUser, UnavailableError, type UserId } from 'tokenapi'

type Member = StoredUser<{ email: string }>

/** The columns of the table. Their names in the database do not matter. */
export interface UserColumns {
  readonly id: Column
  readonly username: Column
  readonly password: Column
  readonly isActive: Column
  readonly email: Column
}

/** The part of a Drizzle database that is used here. */
export interface Queries {
  select(): { from(table: object): { where(filter?: SQL): Rows } }
}
interface Rows extends PromiseLike<unknown> {
  orderBy(...by: SQL[]): { limit(most: number): PromiseLike<unknown> }
}

// Databases truncate, replace or reject these characters, so no name has them.
const UNSTORABLE = /\0|\p{Surrogate}/u

export function drizzleStore(db: Queries, users: UserColumns): UserStore<{ email: string }> {
  const rowsOf = async (where: SQL): Promise<readonly Member[]> => {
    try {
      return (await db.select().from(users).where(where)) as Member[]
    } catch (cause) {
      throw new UnavailableError('the database does not answer', { cause })
    }
  }
  const only = ({ id, username, password, isActive, email }: Member): Member => {
    return { id, username, password, isActive, email }
  }
  return {
    attributes: ['email'],
    idType: 'uuid',
    async findById(id: UserId) {
      const [row] = await rowsOf(eq(users.id, id))
      return row && only(row)
    },
    async findByUsername(username) {
      if (username === '' || UNSTORABLE.test(username)) return undefined
      // A collation may match "Zoe" and "zoé", so compare exactly.
      const rows = await rowsOf(eq(users.username, username))
      const row = rows.find((each) => each.username === username)
      return row && only(row)
    },
    // Fails if the table or a column is missing.
    ping: async () => void (await rowsOf(sql`1 = 0`)),
    // The application closes the database.
    close: async () => {},
  }
}
