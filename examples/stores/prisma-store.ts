// Users that an application keeps with Prisma, under keys of 32 bits (schema.prisma beside this file).
// Handlers see their e-mail address beside the name: `user.email`.
import { type UserStore, type StoredUser, UnavailableError } from 'tokenapi'

type Member = StoredUser<{ email: string }>
type Where = { id: number } | { username: string }

/** The part of a generated client that is used here. */
export interface PrismaUsers {
  readonly user: { findUnique(query: { where: Where }): PromiseLike<Member | null> }
}

// What a query of Prisma's refuses, or what the database cuts or replaces, is in no name.
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
    // Prisma throws for what no Int can hold; nobody has such an id.
    findById: async (id) => (typeof id === 'number' && id === (id | 0) ? find({ id }) : undefined),
    async findByUsername(username) {
      if (username === '' || UNSTORABLE.test(username)) return undefined
      const user = await find({ username })
      // A collation may have taken "Zoe" for "zoé".
      return user?.username === username ? user : undefined
    },
    // Fails where the table or a column is missing.
    ping: async () => void (await find({ id: 0 })),
    // The client is the application's, and stays connected.
    close: async () => {},
  }
}
