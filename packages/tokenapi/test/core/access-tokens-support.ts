import {
  type AccessTokenOptions,
  type Credentials,
  type TokenApiEvent,
  type TokenApiOptions,
  createTokenApi,
  isRefusedError,
} from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'

export const SECRET_KEY = 'a secret of these tests, long enough for anybody'
export const DAY = 86_400_000

const plain = (password: string): string => `plain$${password}`

/** An api with access tokens over maria (1) and zoe (2) in memory, with a clock, and the events so far. */
export function world(accessTokens: AccessTokenOptions | true = true, options: Options = {}) {
  const clock = { now: Date.UTC(2026, 0, 1, 12) }
  const events: TokenApiEvent[] = []
  const store = memoryStore([
    { username: 'maria', password: plain('right') },
    { username: 'zoe', password: plain('right') },
  ])
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store,
    accessTokens,
    loginThrottle: false,
    passwordHasher: {
      check: async (password, encoded) => encoded === plain(password),
      make: async (password) => plain(password),
      mustUpdate: () => false,
    },
    now: () => new Date(clock.now),
    onEvent: (event) => events.push(event),
    ...options,
  })
  return {
    api,
    store,
    clock,
    events,
    /** "in", or the reason that the operator gets. */
    async outcome(credentials: Credentials): Promise<string> {
      try {
        await api.verify(credentials)
        return 'in'
      } catch (error) {
        return isRefusedError(error) ? `${error.status} ${error.reason}` : `unknown: ${error}`
      }
    },
    async names(): Promise<readonly string[]> {
      await delivered()
      return events.map(({ name }) => name)
    },
    changePassword: (id: number, password: string) =>
      store.users.update(id, { password: plain(password) }),
  }
}

type Options = Partial<Omit<TokenApiOptions, 'accessTokens' | 'store'>>
