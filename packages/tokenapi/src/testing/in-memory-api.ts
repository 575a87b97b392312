import { type AttributesOf, readAttributeNames } from '../core/attributes.js'
import type { PasswordHasher } from '../core/login/password-hasher.js'
import { checkedElsewhere, listOf, oneOf, port } from '../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'
import { TOKEN_API_CHECKS, type TokenApiOptions } from '../http/token-api-options.js'
import { createTokenApi } from '../create-token-api.js'
import type { TokenApi } from '../http/token-api.js'
import type { StoredUser, UserIdType } from '../core/user.js'
import { memoryStore } from '../stores/memory/index.js'
import { type FakeClock, fakeClock } from './fake-clock.js'
import { type LoginHeaders, loginAs } from './login-as.js'
import { type TestUser, readTestUsers } from './test-users.js'

/** The options of `inMemoryApi`: those of `createTokenApi`, and users. */
export interface InMemoryApiOptions<N extends string = string, A = AttributesOf<N>> extends Partial<
  Omit<TokenApiOptions, 'store' | 'now'>
> {
  readonly users?: readonly TestUser<A>[] | undefined
  /** The type of ids, as `users.idType` of your store in production; default "integer". */
  readonly idType?: UserIdType | 'bigint' | undefined
  /** Attributes, as `users.attributes` of that store. A missing value is Django's default, or null. */
  readonly attributes?: readonly N[] | undefined
  /** Default: a clock at noon UTC of 2026-01-01. */
  readonly clock?: FakeClock | undefined
}

/** An api over users in memory, with its clock and its users. */
export interface InMemoryApi<A = object> {
  /**
   * A complete api over a store in memory. Passwords are stored in plain text, so a login is fast. Failed logins
   * are limited only with `loginThrottle`: a test may fail as often as it likes.
   */
  readonly api: TokenApi<A>
  readonly clock: FakeClock
  /** The stored user with this name. Rejects for an unknown name. */
  user(username: string): Promise<StoredUser<A>>
  /** Headers that authenticate this user. Throws for an unknown name. */
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
 * An api for tests with these users, whose ids start at 1. Each call makes its own api, store and clock.
 * Throws `ConfigError` for invalid options or users.
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
    loginThrottle = false,
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
    loginThrottle,
    store,
    now: clock.now,
  })
  const unknown = (username: string): Error =>
    new Error(`"${username}" is not a user of this test: ${list(records)}`)
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
  users.map(({ username }) => username).join(', ') || '(none)'

const encode = (password: string): string => `plain$${password}`

/** For tests only, so it is not exported: stores passwords in plain text. */
const plainPasswords: PasswordHasher = {
  check: (password, encoded) => Promise.resolve(encoded === encode(password)),
  make: (password) => Promise.resolve(encode(password)),
  mustUpdate: () => false,
}
