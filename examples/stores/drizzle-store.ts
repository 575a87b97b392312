// Users that an application keeps with Drizzle, under uuids, on any of its databases:
//   drizzleStore(users, (where) => db.select().from(users).where(where))
// Handlers see their e-mail address beside the name: `user.email`.
import { type Column, type SQL, eq, sql } from 'drizzle-orm'
import { type UserStore, type StoredUser, UnavailableError, type UserId } from 'tokenapi'

type Member = StoredUser<{ email: string }>

/** The table: a column's name in the database may be any. */
export interface UserColumns {
  readonly id: Column
  readonly username: Column
  readonly password: Column
  readonly isActive: Column
}

// What the database cuts, replaces or refuses is in no name.
const UNSTORABLE = /\0|\p{Surrogate}/u

export function drizzleStore(
  users: UserColumns,
  select: (where: SQL) => PromiseLike<readonly Member[]>,
): UserStore<{ email: string }> {
  const rowsOf = async (where: SQL): Promise<readonly Member[]> => {
    try {
      return await select(where)
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
      // A collation takes "Zoe" for "zoé": the one of exactly this name is meant.
      const rows = await rowsOf(eq(users.username, username))
      const row = rows.find((each) => each.username === username)
      return row && only(row)
    },
    // Fails where the table or a column is missing.
    ping: async () => void (await rowsOf(sql`1 = 0`)),
    // The database is the application's, and stays open.
    close: async () => {},
  }
}
