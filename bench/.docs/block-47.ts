import { type UserStore, UnavailableError, type StoredUser } from 'tokenapi'

interface Member {
  readonly _id: string
  readonly email: string
  readonly hash: string
  readonly disabled: boolean
}
/** The part of a MongoDB collection that is used here. */
interface Members {
  findOne(filter: { _id: string } | { email: string }): Promise<Member | null>
}

export function mongoStore(members: Members): UserStore {
  const find = async (
    filter: { _id: string } | { email: string },
  ): Promise<StoredUser | undefined> => {
    try {
      const member = await members.findOne(filter)
      if (member === null) return undefined
      const { _id, email, hash, disabled } = member
      return { id: _id, username: email, password: hash, isActive: !disabled }
    } catch (cause) {
      throw new UnavailableError('the database does not answer', { cause })
    }
  }
  return {
    idType: 'string',
    findById: (id) => find({ _id: String(id) }),
    async findByUsername(email) {
      const user = await find({ email })
      return user?.username === email ? user : undefined
    },
    ping: async () => void (await find({ _id: '' })),
    close: async () => {},
  }
}

export {}
