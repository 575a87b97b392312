import type { PasswordHasher } from '../core/password-hasher.js'
import { flag, listOf, port, required, text } from '../core/option-checks.js'
import { type OptionChecks, readOptions } from '../core/read-options.js'
import { TOKEN_API_CHECKS, type TokenApiOptions } from '../core/token-api-options.js'
import { type TokenApi, createTokenApi } from '../core/token-api.js'
import type { StoredUser } from '../core/user.js'
import { memoryStore } from '../stores/memory/index.js'
import { type FakeClock, fakeClock } from './fake-clock.js'
import { type LoginHeaders, loginAs } from './login-as.js'

/** A user of the test: a name, or what else there is to say. */
export type TestUser = string | NamedTestUser

interface NamedTestUser {
  readonly username: string
  /** In plain text; default "password". */
  readonly password?: string | undefined
  /** Default `true`. */
  readonly isActive?: boolean | undefined
}

/** What `inMemoryApi` takes: options of `createTokenApi`, and users. */
export interface InMemoryApiOptions extends Partial<Omit<TokenApiOptions, 'store' | 'now'>> {
  readonly users?: readonly TestUser[] | undefined
  /** Default: one that stands at noon UTC of 2026-01-01. */
  readonly clock?: FakeClock | undefined
}

/** An api over users in memory, and what a test needs beside it. */
export interface InMemoryApi {
  /** The real thing over a store in memory; passwords alone are cheap, and kept in plain text. */
  readonly api: TokenApi
  readonly clock: FakeClock
  /** The user of this name, as the store has it now. Rejects where there is none. */
  user(username: string): Promise<StoredUser>
  /** Headers of a request by this user. Throws where there is none. */
  loginAs(username: string): LoginHeaders
}

const { store: _store, now: _now, ...OF_THE_API } = TOKEN_API_CHECKS

/** With every user spelled out. */
type Read = Omit<InMemoryApiOptions, 'users'> & {
  readonly users?: readonly NamedTestUser[] | undefined
}

const CHECKS: OptionChecks<Read> = {
  ...OF_THE_API,
  users: listOf((user, option) =>
    readOptions(
      'inMemoryApi',
      typeof user === 'string' ? { username: user } : (user as NamedTestUser),
      { username: required(text, 'name the user'), password: text, isActive: flag },
      `${option}.`,
    ),
  ),
  clock: port<FakeClock>('`fakeClock()`', 'now'),
}

/** An api for tests, with these users, numbered from 1. Each has an api, a store and a clock of its own. */
export function inMemoryApi(given?: InMemoryApiOptions): InMemoryApi {
  const {
    users = [],
    clock = fakeClock(),
    secretKey = 'a secret key for tests alone, known to everybody',
    passwordHasher = plainPasswords,
    ...options
  } = readOptions<Read>('inMemoryApi', given as Read | undefined, CHECKS)
  const records = users.map(({ username, password = 'password', isActive = true }, i) => ({
    id: i + 1,
    username,
    password: encode(password),
    isActive,
  }))
  const store = memoryStore(records)
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
