import {
  type NewUser,
  type User,
  type UserDirectory,
  UserExistsError,
  type UserId,
  type UserIdType,
  type UserStore,
} from '../../core/user.js'

export interface MemoryStoreOptions {
  /** How ids are spelled; default "integer". */
  readonly idType?: UserIdType
}

/** Users in memory, gone with the process: for tests and trials. The given users are copied. */
export function memoryStore(
  users: Iterable<NewUser> = [],
  options: MemoryStoreOptions = {},
): UserStore & UserDirectory {
  const { idType = 'integer' } = options
  const byId = new Map<UserId, User>()
  const byName = new Map<string, User>()

  const nextId = (): UserId => {
    if (idType !== 'integer') return crypto.randomUUID()
    let last = 0n
    for (const id of byId.keys()) if (BigInt(id) > last) last = BigInt(id)
    const next = last + 1n
    return next <= Number.MAX_SAFE_INTEGER ? Number(next) : next
  }

  const put = (given: NewUser): User => {
    const { id = nextId(), username, password, isActive = true } = given
    if (byId.has(id)) throw new UserExistsError(`there is a user with the id ${id} already`)
    if (byName.has(username)) throw new UserExistsError(`there is a user "${username}" already`)
    return keep({ id, username, password, isActive })
  }

  const keep = (user: User): User => {
    const kept = Object.freeze({ ...user })
    byId.set(kept.id, kept)
    byName.set(kept.username, kept)
    return kept
  }

  for (const user of users) put(user)

  return {
    idType,
    findById: async (id) => byId.get(id),
    findByUsername: async (username) => byName.get(username),
    ping: async () => {},
    close: async () => {},
    addUser: async (user) => put(user),
    async updateUser(id, changes) {
      const user = byId.get(id)
      if (user !== undefined) keep({ ...user, ...changes })
      return user !== undefined
    },
    async removeUser(id) {
      const user = byId.get(id)
      if (user !== undefined) byName.delete(user.username)
      return byId.delete(id)
    },
    async *listUsers() {
      yield* [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
    },
  }
}
