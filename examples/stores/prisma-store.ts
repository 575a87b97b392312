// A store over an application's Prisma model with 32-bit keys (see schema.prisma).
// Handlers get the e-mail address as `user.email`.
import { type UserStore, type StoredUser, UnavailableError } from 'tokenapi'

type Member = StoredUser<{ email: string }>
type Where = { id: number } | { username: string }

/** The part of a generated client that is used here. */
export interface PrismaUsers {
  readonly user: { findUnique(query: { where: Where }): PromiseLike<Member | null> }
}

// Prisma rejects these characters, or databases truncate or replace them, so no name has them.
const UNSTORABLE = /\0|\p{Surrogate}/u

export function prismaStore(prisma: PrismaUsers): UserStore<{ email: string }> {
  const find = async (where: Where): Promise<Member | undefined> => {
    try {
      const row = await prisma.user.findUnique({ where })
      if (row === null) return undefined
      const { id, username, password, isActive, email } = row
      return { id, username, password, isActive, email }
    } catch (cause) {
      throw new UnavailableError('the database does not answer', { cause })
    }
  }
  return {
    attributes: ['email'],
    idType: 'integer',
    // Prisma throws for an id that is not a 32-bit integer. It matches no user.
    findById: async (id) => (typeof id === 'number' && id === (id | 0) ? find({ id }) : undefined),
    async findByUsername(username) {
      if (username === '' || UNSTORABLE.test(username)) return undefined
      const user = await find({ username })
      // A collation may match "Zoe" and "zoé", so compare exactly.
      return user?.username === username ? user : undefined
    },
    // Fails if the table or a column is missing.
    ping: async () => void (await find({ id: 0 })),
    // The application disconnects the client.
    close: async () => {},
  }
}
