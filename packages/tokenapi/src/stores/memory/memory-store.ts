import { ConfigError } from '../../core/errors.js'
import { oneOf } from '../../core/option-checks.js'
import type { PasswordUpgradeStore } from '../../core/password-upgrade.js'
import { readOptions } from '../../core/read-options.js'
import {
  type NewUser,
  type StoredUser,
  type UserDirectory,
  UserExistsError,
  type UserId,
  type UserIdType,
  type UserStore,
} from '../../core/user.js'
import { canBeName } from '../user-table.js'
import { keptInMemory } from './kept-in-memory.js'

/** What `memoryStore` takes. */
export interface MemoryStoreOptions {
  /** How ids are spelled; default "integer". */
  readonly idType?: UserIdType | undefined
}

/** Users in memory, gone with the process: for tests and trials. The given users are copied. */
export function memoryStore(
  users: Iterable<NewUser> = [],
  options?: MemoryStoreOptions,
): UserStore & UserDirectory & PasswordUpgradeStore {
  const { idType = 'integer' } = readOptions<MemoryStoreOptions>('memoryStore', options, {
    idType: oneOf('integer', 'uuid', 'string'),
  })
  if (typeof users !== 'object' || users === null || !(Symbol.iterator in users)) {
    throw new ConfigError('`memoryStore` takes a list of users, and then an object of options')
  }
  const byId = new Map<UserId, StoredUser>()
  const byName = new Map<string, StoredUser>()
  const kept = keptInMemory()

  const nextId = (): UserId => {
    if (idType !== 'integer') return crypto.randomUUID()
    let last = 0n
    for (const id of byId.keys()) if (BigInt(id) > last) last = BigInt(id)
    const next = last + 1n
    return next <= Number.MAX_SAFE_INTEGER ? Number(next) : next
  }

  const put = (given: NewUser): StoredUser => {
    const { id = nextId(), username, password, isActive = true } = given
    if (!canBeName(username)) throw new ConfigError('a user name must not be empty or hold NUL')
    if (byId.has(id)) throw new UserExistsError(`there is a user with the id ${id} already`)
    if (byName.has(username)) throw new UserExistsError(`there is a user "${username}" already`)
    return keep({ id, username, password, isActive })
  }

  const keep = (user: StoredUser): StoredUser => {
    const frozen = Object.freeze({ ...user })
    byId.set(frozen.id, frozen)
    byName.set(frozen.username, frozen)
    return frozen
  }

  for (const user of users) put(user)

  return {
    idType,
    findById: (id) => byId.get(id),
    findByUsername: async (username) => byName.get(username),
    ping: async () => {},
    close: async () => {},

    canKeepTokens: async () => true,
    findKeptToken: async (digest) => kept.find(digest),
    async upgradePassword({ id, from, to, keep: tokens }) {
      const user = byId.get(id)
      if (user === undefined || user.password !== from) return false
      keep({ ...user, password: to })
      if (tokens !== undefined) kept.add(tokens)
      return true
    },

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
