/** Requests to the token routes of an api in memory. */
import type { TokenApi, TokenApiOptions } from '../../src/index.ts'
import { type InMemoryApi, inMemoryApi } from '../../src/testing/index.ts'

export interface Sent {
  readonly token?: string | undefined
  readonly json?: unknown
  readonly form?: Record<string, string>
  readonly headers?: Record<string, string>
}

export type Ask = (method: string, path: string, sent?: Sent) => Promise<Response>

/** Sends to the routes of an api, below "/token". */
export function askOf(api: Pick<TokenApi, 'handle'>): Ask {
  return (method, path, { token, json, form, headers = {} } = {}) => {
    const body = form === undefined ? JSON.stringify(json) : new URLSearchParams(form).toString()
    const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
    return api.handle(
      new Request(`http://x/token/${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': type }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
    )
  }
}

export interface TokenRoutes extends InMemoryApi {
  readonly ask: Ask
  /** A new token of a user, with these scopes; default all. */
  issue(username: string, scopes?: readonly string[]): Promise<{ id: string; token: string }>
  /** Whether a token is let in at a guard. */
  isLetIn(token: string): Promise<boolean>
}

/** An api in memory with access tokens, and the users maria, zoe and kim. */
export function tokenRoutes(
  options: Partial<Omit<TokenApiOptions, 'store' | 'now'>> = {},
): TokenRoutes {
  const made = inMemoryApi({
    users: ['maria', 'zoe', 'kim'].map((username) => ({ username, password: `of ${username}` })),
    accessTokens: { prefix: 'acme' },
    ...options,
  })
  const guarded = made.api.tokenRequired(() => new Response('in'))
  return {
    ...made,
    ask: askOf(made.api),
    issue: async (username, scopes = ['*']) => {
      const { id } = await made.user(username)
      const { token, record } = await made.api.accessTokens.issue(id, { name: username, scopes })
      return { id: record.id, token }
    },
    isLetIn: async (token) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await guarded(new Request('http://x/', { headers }))).status === 200
    },
  }
}
