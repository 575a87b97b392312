import { type AttributesOf, readAttributeNames } from '../core/attributes.js'
import type { PasswordHasher } from '../core/password-hasher.js'
import { checkedElsewhere, listOf, oneOf, port } from '../core/option-checks.js'
import { type OptionChecks, readOptions } from '../core/read-options.js'
import { TOKEN_API_CHECKS, type TokenApiOptions } from '../http/token-api-options.js'
import { createTokenApi } from '../create-token-api.js'
import type { TokenApi } from '../http/token-api.js'
import type { StoredUser, UserIdType } from '../core/user.js'
import { memoryStore } from '../stores/memory/index.js'
import { type FakeClock, fakeClock } from './fake-clock.js'
import { type LoginHeaders, loginAs } from './login-as.js'
import { type TestUser, readTestUsers } from './test-users.js'

/** What `inMemoryApi` takes: options of `createTokenApi`, and users. */
export interface InMemoryApiOptions<N extends string = string, A = AttributesOf<N>> extends Partial<
  Omit<TokenApiOptions, 'store' | 'now'>
> {
  readonly users?: readonly TestUser<A>[] | undefined
  /** What ids are, as in `users.idType` of the store that you have in production; default "integer". */
  readonly idType?: UserIdType | 'bigint' | undefined
  /** Attributes, as in `users.attributes` of that store. Left out, one has Django's default, or null. */
  readonly attributes?: readonly N[] | undefined
  /** Default: a clock at noon UTC of 2026-01-01. */
  readonly clock?: FakeClock | undefined
}

/** An api over users in memory, and what a test needs beside it. */
export interface InMemoryApi<A = object> {
  /** The real thing over a store in memory; passwords alone are cheap, and kept in plain text. */
  readonly api: TokenApi<A>
  readonly clock: FakeClock
  /** The user of this name, as the store has it now. Rejects where there is none. */
  user(username: string): Promise<StoredUser<A>>
  /** Headers of a request by this user. Throws where there is none. */
  loginAs(username: string): LoginHeaders
}

const { store: _store, now: _now, ...OF_THE_API } = TOKEN_API_CHECKS

const CHECKS: OptionChecks<InMemoryApiOptions> = {
  ...OF_THE_API,
  users: listOf(checkedElsewhere<TestUser>()),
  idType: oneOf('integer', 'bigint', 'uuid', 'string'),
  attributes: readAttributeNames,
  clock: port<FakeClock>('`fakeClock()`', 'now'),
}

/**
 * An api for tests, with these users, numbered from 1. Each has an api, a store and a clock of its own.
 * Throws `ConfigError` for what a user cannot have.
 *
 * @example
 * const { api, loginAs } = inMemoryApi({ attributes: ['email'], users: [{ username: 'maria', email: 'm@x.org' }] })
 */
export function inMemoryApi<const N extends string = never>(
  given?: InMemoryApiOptions<N>,
): InMemoryApi<AttributesOf<N>>
export function inMemoryApi<A extends object>(
  given: InMemoryApiOptions<keyof A & string, A>,
): InMemoryApi<A>
export function inMemoryApi(given?: InMemoryApiOptions): InMemoryApi {
  const {
    users = [],
    idType: keys = 'integer',
    attributes = [],
    clock = fakeClock(),
    secretKey = 'a secret key for tests alone, known to everybody',
    passwordHasher = plainPasswords,
    ...options
  } = readOptions('inMemoryApi', given, CHECKS)
  const idType = keys === 'bigint' ? 'integer' : keys
  const records = readTestUsers(users, idType, attributes).map((user) => ({
    ...user,
    password: encode(user.password),
  }))
  const store = memoryStore<object>(records, { idType, attributes: attributes as readonly never[] })
  const api = createTokenApi({
    ...options,
    secretKey,
    passwordHasher,
    store,
    now: clock.now,
  })
  const unknown = (username: string): Error =>
    new Error(`"${username}" is not among the users of this test: ${list(records)}`)
  return {
    api,
    clock,
    user: async (username) => {
      const user = await store.findByUsername(username)
      if (user === undefined) throw unknown(username)
      return user
    },
    loginAs: (username) => {
      const user = records.find((record) => record.username === username)
      if (user === undefined) throw unknown(username)
      return loginAs(api, user)
    },
  }
}

const list = (users: readonly { readonly username: string }[]): string =>
  users.map(({ username }) => username).join(', ') || 'there are none'

const encode = (password: string): string => `plain$${password}`

/** Not to be had outside tests: it keeps what it should not, so that a login costs nothing. */
const plainPasswords: PasswordHasher = {
  check: (password, encoded) => Promise.resolve(encoded === encode(password)),
  make: (password) => Promise.resolve(encode(password)),
  mustUpdate: () => false,
}
