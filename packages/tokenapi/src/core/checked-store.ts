/**
 * What a store gives is looked at before it is believed. Stores are written by others, drivers change:
 * something that is no answer must not look like an unknown user, and nobody is let in by it.
 */
import { isLater } from './awaitable.js'
import { ConfigError, UnavailableError } from './errors.js'
import type { Store, StoredUser, UserId } from './user.js'

/** What `bindingOf` gives. */
const DIGEST = /^[0-9a-f]{64}$/

/** The store, whose answers are what the port says, or `UnavailableError`. Throws `ConfigError` for none. */
export function checkedStore(store: Store): Store {
  if (typeof store?.findById !== 'function') {
    throw new ConfigError(
      '`store` is no store: pass one, such as `memoryStore()` of tokenapi/memory',
    )
  }
  const { canKeepTokens, upgradePassword, findKeptToken } = store
  return {
    idType: store.idType,
    // As `whenThere`, but without a function made for it: every request comes this way.
    findById: (id) => {
      const found = store.findById(id)
      if (!isLater(found)) return readUserWithId(found, id)
      // Query builders give what is merely like a promise.
      return Promise.resolve(found).then((user) => readUserWithId(user, id))
    },
    findByUsername: async (username) =>
      readUser('findByUsername', await store.findByUsername(username)),
    ping: () => store.ping(),
    close: () => store.close(),
    ...(canKeepTokens && {
      canKeepTokens: async () => readBoolean('canKeepTokens', await canKeepTokens.call(store)),
    }),
    ...(upgradePassword && {
      upgradePassword: async (upgrade) =>
        readBoolean('upgradePassword', await upgradePassword.call(store, upgrade)),
    }),
    ...(findKeptToken && {
      findKeptToken: async (digest) => {
        const boundTo = await findKeptToken.call(store, digest)
        if (boundTo === undefined || DIGEST.test(String(boundTo))) return boundTo
        throw noAnswer('findKeptToken', 'what no token was bound to')
      },
    }),
  }
}

function readUserWithId(found: StoredUser | undefined, id: UserId): StoredUser | undefined {
  const user = readUser('findById', found)
  if (user === undefined || user.id === id || String(user.id) === String(id)) return user
  throw noAnswer('findById', 'a user with another id')
}

function readUser(method: string, user: StoredUser | null | undefined): StoredUser | undefined {
  if (user === undefined) return undefined
  if (typeof user?.username !== 'string') {
    throw noAnswer(method, 'a user whose `username` is no text')
  }
  if (typeof user.password !== 'string') {
    throw noAnswer(method, 'a user whose `password` is no text')
  }
  // The texts "f" and "0" would both pass for true.
  if (typeof user.isActive !== 'boolean') {
    throw noAnswer(method, 'a user whose `isActive` is no boolean')
  }
  return user
}

function readBoolean(method: string, answer: unknown): boolean {
  if (typeof answer !== 'boolean') throw noAnswer(method, 'no boolean')
  return answer
}

function noAnswer(method: string, what: string): UnavailableError {
  return new UnavailableError(`\`${method}\` of the store gave ${what}`)
}
