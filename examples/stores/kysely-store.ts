// A store over an application's Kysely table with 64-bit keys, in PostgreSQL, MySQL or SQLite.
// Handlers get the e-mail address as `user.email`.
import { type Generated, type Kysely, sql } from 'kysely'
import { type UserStore, type StoredUser, UnavailableError, readUserId } from 'tokenapi'

type Member = StoredUser<{ email: string }>

/** The part of the application's tables that is used here. */
export interface Tables {
  users: {
    id: Generated<number | bigint>
    username: string
    password: string
    is_active: boolean | number
    email: string
  }
}

// Databases truncate, replace or reject these characters, so no name has them.
const UNSTORABLE = /\0|\p{Surrogate}/u

export function kyselyStore(db: Kysely<Tables>): UserStore<{ email: string }> {
  const users = db
    .selectFrom('users')
    // As text: some drivers round numbers above 2^53.
    .select(sql<string>`concat(${sql.ref('id')})`.as('key'))
    .select(['username', 'password', 'is_active', 'email'])

  const find = async (query: typeof users, username?: string): Promise<Member | undefined> => {
    try {
      // A collation may match "Zoe" and "zoé", so compare exactly.
      const rows = await query.execute()
      const row = rows.find((each) => username === undefined || each.username === username)
      const id = row && readUserId(row.key, 'integer')
      if (row === undefined || id === undefined) return undefined
      const { username: name, password, is_active, email } = row
      return { id, username: name, password, isActive: Boolean(is_active), email }
    } catch (cause) {
      throw new UnavailableError('the database does not answer', { cause })
    }
  }
  return {
    attributes: ['email'],
    idType: 'integer',
    findById: async (id) => (typeof id === 'string' ? undefined : find(users.where('id', '=', id))),
    findByUsername: async (username) =>
      username === '' || UNSTORABLE.test(username)
        ? undefined
        : find(users.where('username', '=', username), username),
    // Fails if the table or a column is missing.
    ping: async () => void (await find(users.limit(0))),
    // The application closes the database.
    close: async () => {},
  }
}
