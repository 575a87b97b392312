/**
 * Checks what a store returns, once, at the port. Stores are written by others and drivers change: a
 * malformed answer must look neither like an unknown user nor like a user to let in.
 */
import { readAttributeNames } from '../attributes.js'
import { isLater } from '../runtime/awaitable.js'
import { checkedTokens } from '../access/checked-tokens.js'
import { ConfigError } from '../errors.js'
import { memberOf } from '../options/member-of.js'
import { describeValue } from '../options/option-checks.js'
import { malformed } from './store-answers.js'
import type { PasswordUpgrades, UserStore } from '../store.js'
import type { StoredUser, UserId, UserIdType } from '../user.js'

const ID_TYPES: ReadonlySet<unknown> = new Set<UserIdType>(['integer', 'uuid', 'string'])
const METHODS = ['findById', 'findByUsername', 'ping', 'close'] as const
const UPGRADE_METHODS = ['canKeepTokens', 'replaceHash', 'findKeptToken'] as const

/** A store whose answers have been checked. */
export interface CheckedStore<A = object> extends UserStore<A> {
  readonly attributes: readonly string[]
}

/**
 * The store, with every answer checked: a malformed one is an `UnavailableError`. Throws `ConfigError` if a
 * member of the store is missing.
 */
export function checkedStore<A>(store: UserStore<A>): CheckedStore<A> {
  if (typeof store !== 'object' || store === null || !hasMethod(store, 'findById')) {
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
  const missing = METHODS.find((name) => !hasMethod(store, name))
  if (missing !== undefined) throw new ConfigError(`\`store\` has no method \`${missing}\``)
  const upgrades = memberOf(store, 'upgrades')
  const tokens = memberOf(store, 'tokens')
  const changeMark = memberOf(store, 'changeMark')
  return {
    attributes: readAttributeNames(memberOf(store, 'attributes'), 'store.attributes'),
    idType: idType as UserIdType,
    findById(id) {
      const found = store.findById(id)
      if (!isLater(found)) return readUserWithId(found, id)
      // Query builders return thenables that are not promises.
      return Promise.resolve(found).then((user) => readUserWithId(user, id))
    },
    findByUsername: async (username) =>
      readUser('findByUsername', await store.findByUsername(username)),
    ping: () => store.ping(),
    close: () => store.close(),
    changeMark: changeMark && (() => changeMark.call(store)),
    upgrades: upgrades === undefined ? undefined : checkedUpgrades(upgrades),
    tokens:
      tokens === undefined
        ? undefined
        : checkedTokens(tokens, (user) => readUser('tokens.find', user)),
  }
}

/** A digest as `bindingOf` returns it. */
const DIGEST = /^[0-9a-f]{64}$/

function checkedUpgrades(upgrades: PasswordUpgrades): PasswordUpgrades {
  if (typeof upgrades !== 'object' || upgrades === null) {
    throw new ConfigError(
      `\`store.upgrades\` must be an object; got ${describeValue(upgrades)}: leave it out if the store does not upgrade hashes`,
    )
  }
  const missing = UPGRADE_METHODS.find((name) => !hasMethod(upgrades, name))
  if (missing !== undefined) {
    throw new ConfigError(
      `\`store.upgrades\` has no method \`${missing}\`: it needs ${UPGRADE_METHODS.join(', ')}`,
    )
  }
  const isShared = memberOf(upgrades, 'isSharedWithDjango')
  return {
    canKeepTokens: async () => readBoolean('canKeepTokens', await upgrades.canKeepTokens()),
    replaceHash: async (upgrade) => readBoolean('replaceHash', await upgrades.replaceHash(upgrade)),
    async findKeptToken(digest) {
      const boundTo = await upgrades.findKeptToken(digest)
      if (boundTo === undefined || DIGEST.test(String(boundTo))) return boundTo
      throw malformed('findKeptToken', 'something else than a digest')
    },
    ...(isShared && {
      isSharedWithDjango: async () =>
        readBoolean('isSharedWithDjango', await isShared.call(upgrades)),
    }),
  }
}

function hasMethod<T extends object>(object: T, name: keyof T): boolean {
  return typeof memberOf(object, name) === 'function'
}

function readUserWithId<U extends StoredUser>(found: U | undefined, id: UserId): U | undefined {
  const user = readUser('findById', found)
  if (user === undefined || user.id === id || String(user.id) === String(id)) return user
  throw malformed('findById', 'a user with another id')
}

function readUser<U extends StoredUser>(method: string, user: U | null | undefined): U | undefined {
  if (user === undefined) return undefined
  if (typeof user?.username !== 'string') {
    throw malformed(method, 'a user whose `username` is not a string')
  }
  if (typeof user.password !== 'string') {
    throw malformed(method, 'a user whose `password` is not a string')
  }
  // The strings "f" and "0" are truthy.
  if (typeof user.isActive !== 'boolean') {
    throw malformed(method, 'a user whose `isActive` is not a boolean')
  }
  return user
}

function readBoolean(method: string, answer: unknown): boolean {
  if (typeof answer !== 'boolean') throw malformed(method, 'something else than a boolean')
  return answer
}
