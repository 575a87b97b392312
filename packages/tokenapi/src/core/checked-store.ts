/**
 * What a store gives is looked at before it is believed. Stores are written by others, drivers change:
 * something that is no answer must not look like an unknown user, and nobody is let in by it.
 */
import { readAttributeNames } from './attributes.js'
import { isLater } from './awaitable.js'
import { ConfigError, UnavailableError } from './errors.js'
import { memberOf } from './member-of.js'
import { describeValue } from './option-checks.js'
import type { PasswordUpgradeStore } from './password-upgrade.js'
import type { Store, StoredUser, UserId, UserIdType } from './user.js'

/** What `bindingOf` gives. */
const DIGEST = /^[0-9a-f]{64}$/

const ID_TYPES: ReadonlySet<unknown> = new Set<UserIdType>(['integer', 'uuid', 'string'])
const METHODS = ['findById', 'findByUsername', 'ping', 'close'] as const
const OF_UPGRADES = ['canKeepTokens', 'upgradePassword', 'findKeptToken'] as const

/** The store, whose answers are what the port says, or `UnavailableError`. Throws `ConfigError` for none. */
export function checkedStore<A>(
  store: Store<A>,
): Store<A> & { readonly attributes: readonly string[] } {
  if (typeof store !== 'object' || store === null || !has(store, 'findById')) {
    throw new ConfigError(
      '`store` is no store: pass one, such as `memoryStore()` of tokenapi/memory',
    )
  }
  const idType = memberOf(store, 'idType')
  if (!ID_TYPES.has(idType)) {
    throw new ConfigError(
      `\`store.idType\` must be "integer", "uuid" or "string"; got ${describeValue(idType)}`,
    )
  }
  const missing = METHODS.find((name) => !has(store, name))
  if (missing !== undefined) throw new ConfigError(`\`store\` has no method \`${missing}\``)
  const upgrades = OF_UPGRADES.filter((name) => has(store, name))
  const lacks = OF_UPGRADES.find((name) => !has(store, name))
  if (upgrades.length > 0 && lacks !== undefined) {
    throw new ConfigError(
      `\`store\` has \`${upgrades[0]}\` and no \`${lacks}\`: it must have all of ${OF_UPGRADES.join(', ')}, or none`,
    )
  }
  const upgrading = upgrades.length > 0 ? (store as PasswordUpgradeStore) : undefined
  const isSharedWithDjango = memberOf(store, 'isSharedWithDjango')
  return {
    attributes: readAttributeNames(memberOf(store, 'attributes'), 'store.attributes'),
    idType: idType as UserIdType,
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
    ...(upgrading && {
      canKeepTokens: async () => readBoolean('canKeepTokens', await upgrading.canKeepTokens()),
      upgradePassword: async (upgrade) =>
        readBoolean('upgradePassword', await upgrading.upgradePassword(upgrade)),
      findKeptToken: async (digest) => {
        const boundTo = await upgrading.findKeptToken(digest)
        if (boundTo === undefined || DIGEST.test(String(boundTo))) return boundTo
        throw noAnswer('findKeptToken', 'what no token was bound to')
      },
    }),
    ...(isSharedWithDjango && {
      isSharedWithDjango: async () =>
        readBoolean('isSharedWithDjango', await isSharedWithDjango.call(store)),
    }),
  }
}

function has<A>(store: Store<A>, name: keyof Store<A>): boolean {
  return typeof memberOf(store, name) === 'function'
}

function readUserWithId<U extends StoredUser>(found: U | undefined, id: UserId): U | undefined {
  const user = readUser('findById', found)
  if (user === undefined || user.id === id || String(user.id) === String(id)) return user
  throw noAnswer('findById', 'a user with another id')
}

function readUser<U extends StoredUser>(method: string, user: U | null | undefined): U | undefined {
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
