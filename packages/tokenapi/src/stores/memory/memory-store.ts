import {
  type AttributesOf,
  type DjangoAttributes,
  readAttributeNames,
} from '../../core/attributes.js'
import { ConfigError } from '../../core/errors.js'
import { jsonForm } from '../../core/runtime/json-form.js'
import { oneOf } from '../../core/options/option-checks.js'
import { changesOf } from '../../core/auth-state/store-changes.js'
import type { PasswordUpgrades } from '../../core/store.js'
import { readOptions } from '../../core/options/read-options.js'
import { readUserId } from '../../core/user-id.js'
import type { StoredUser, UserId, UserIdType } from '../../core/user.js'
import type { NewUser, UserDirectory, UserStore } from '../../core/store.js'
import { UserExistsError } from '../../core/store/store-errors.js'
import { DATE_JOINED, DJANGO_DEFAULTS, canBeName } from '../user-table.js'
import type { TokenStore } from '../../core/access/token-store.js'
import { memoryKeptTokens } from './memory-kept-tokens.js'
import { memoryTokens } from './memory-tokens.js'

/** What `memoryStore` takes. */
export interface MemoryStoreOptions<N extends string = string> {
  /** How ids are spelled; default "integer". */
  readonly idType?: UserIdType | undefined
  /** What else handlers see of a user: `['email']` gives `user.email`. */
  readonly attributes?: readonly N[] | undefined
}

/** A user of a store in memory: attributes are beside the name, and optional. */
export type MemoryUser<A = object> = NewUser & Partial<A>

/** Users in memory. */
export interface MemoryStore<A = object> extends UserStore<A> {
  /** Adds, changes, removes and lists users. */
  readonly users: UserDirectory
  readonly upgrades: PasswordUpgrades
  readonly tokens: TokenStore
}

/**
 * A store of users in memory, for tests and trials. The users are copied. An attribute that is left out has
 * Django's default for a new user, else `null`. Throws `ConfigError` for an invalid user or option.
 *
 * @example
 * const store = memoryStore([{ username: 'maria', password: await makePassword('a password') }])
 */
export function memoryStore<const N extends string = never>(
  users?: Iterable<MemoryUser<AttributesOf<N>>>,
  options?: MemoryStoreOptions<N>,
): MemoryStore<AttributesOf<N>>
export function memoryStore<A extends object>(
  users: Iterable<MemoryUser<A>>,
  options: MemoryStoreOptions<keyof A & string>,
): MemoryStore<A>
export function memoryStore(
  users: Iterable<NewUser> = [],
  options?: MemoryStoreOptions,
): MemoryStore {
  const { idType = 'integer', attributes = [] } = readOptions<MemoryStoreOptions>(
    'memoryStore',
    options,
    { idType: oneOf('integer', 'uuid', 'string'), attributes: readAttributeNames },
  )
  if (typeof users !== 'object' || users === null || !(Symbol.iterator in users)) {
    throw new ConfigError('`memoryStore` takes a list of users, and then an object of options')
  }
  const byId = new Map<UserId, StoredUser>()
  const byName = new Map<string, StoredUser>()
  const kept = memoryKeptTokens()
  const { rebindAll, ...accessTokens } = memoryTokens((id) => byId.get(id))

  const nextId = (): UserId => {
    if (idType !== 'integer') return crypto.randomUUID()
    let last = 0n
    for (const id of byId.keys()) if (BigInt(id) > last) last = BigInt(id)
    const next = last + 1n
    return next <= Number.MAX_SAFE_INTEGER ? Number(next) : next
  }

  const put = (given: NewUser): StoredUser => {
    const { username, password, isActive = true } = given
    const id = given.id === undefined ? nextId() : readUserId(String(given.id), idType)
    if (id === undefined) throw new ConfigError(`the id of "${username}" is no ${idType}`)
    if (!canBeName(username)) throw new ConfigError('a user name must not be empty or hold NUL')
    if (byId.has(id)) throw new UserExistsError(`there is a user with the id ${id} already`)
    if (byName.has(username)) throw new UserExistsError(`there is a user "${username}" already`)
    return keep({ ...attributesOf(given), id, username, password, isActive })
  }

  const attributesOf = (given: NewUser): object => {
    const values = new Map(Object.entries(given))
    return Object.fromEntries(
      attributes.map((name) => {
        const value = values.get(name)
        return [name, value === undefined ? presetOf(name) : jsonForm(value)]
      }),
    )
  }

  const keep = (user: StoredUser): StoredUser => {
    const frozen = Object.freeze({ ...user })
    byId.set(frozen.id, frozen)
    byName.set(frozen.username, frozen)
    return frozen
  }

  for (const user of users) put(user)

  const store: MemoryStore = {
    attributes,
    idType,
    findById: (id) => byId.get(id),
    findByUsername: async (username) => byName.get(username),
    ping: async () => {},
    close: async () => {},

    upgrades: {
      canKeepTokens: async () => true,
      findKeptToken: async (digest) => kept.find(digest),
      async replaceHash({ id, from, to, keep: tokens, rebind }) {
        const user = byId.get(id)
        if (user === undefined || user.password !== from) return false
        keep({ ...user, password: to })
        if (tokens !== undefined) kept.add(tokens)
        if (rebind !== undefined) rebindAll(id, rebind)
        return true
      },
    },

    tokens: accessTokens,

    users: {
      add: async (user) => put(user),
      async update(id, changes) {
        const user = byId.get(id)
        if (user === undefined) return false
        keep({ ...user, ...changes })
        changesOf(store).note({ userId: id })
        return true
      },
      async remove(id) {
        const user = byId.get(id)
        if (user === undefined) return false
        byName.delete(user.username)
        byId.delete(id)
        changesOf(store).note({ userId: id })
        return true
      },
      async *list() {
        yield* [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
      },
    },
  }
  return store
}

/** What Django has for a user of whom no more is said. */
function presetOf(name: string): DjangoAttributes[keyof DjangoAttributes] {
  return name === DATE_JOINED ? new Date().toISOString() : (DJANGO_DEFAULTS.get(name) ?? null)
}
