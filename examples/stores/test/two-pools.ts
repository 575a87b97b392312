/** Two nodes over one database: each has an application's store with a pool of its own. */
import {
  type TokenApi,
  type UserId,
  type UserStore,
  createTokenApi,
  isRefusedError,
} from 'tokenapi'
import { expect } from 'vitest'

export interface TwoPools {
  readonly name: string
  run(nodes: readonly [Node, Node], userId: UserId): Promise<void>
}
interface Node {
  readonly api: TokenApi
  readonly store: UserStore
}

/** Tokens that a user may have. */
const MOST = 10

/** A node over a store. Its `api` is to be closed before the pool. */
export function nodeOver(store: UserStore): Node {
  const secretKey = 'a secret of the tests, as long as it should be'
  return { api: createTokenApi({ secretKey, store, accessTokens: { maxPerUser: MOST } }), store }
}

export const TWO_POOLS: readonly TwoPools[] = [
  {
    name: 'two nodes issue forty tokens at once: ten, as many as a user may have',
    async run(nodes, userId) {
      const calls = Array.from({ length: 20 }, () => nodes.map((node) => isIssued(node, userId)))
      const outcomes = await Promise.all(calls.flat())
      expect(outcomes.filter(Boolean)).toHaveLength(MOST)
      expect(await nodes[0].api.accessTokens.list(userId)).toHaveLength(MOST)
    },
  },
  {
    name: 'two nodes revoke a token at once: once, and both refuse it',
    async run(nodes, userId) {
      for (let round = 0; round < 10; round++) {
        const { token, record } = await nodes[0].api.accessTokens.issue(userId)
        for (const node of nodes) expect(await isLetIn(node, token)).toBe(true)
        const calls = [...nodes, ...nodes].map(({ api }) => api.accessTokens.revoke(record.id))
        expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(1)
        for (const node of nodes) expect(await isLetIn(node, token)).toBe(false)
      }
    },
  },
  {
    name: 'one node rotates a token while the other revokes all: no successor works',
    async run(nodes, userId) {
      const [rotating, revoking] = nodes
      for (let round = 0; round < 20; round++) {
        const { token, record } = await rotating.api.accessTokens.issue(userId)
        const [successor] = await Promise.all([
          rotating.api.accessTokens.rotate(record.id).catch(() => undefined),
          revoking.api.accessTokens.revokeAll(userId),
        ])
        // Where the revocation was first, nothing is left to rotate.
        const late = successor === undefined ? [] : [successor.token]
        for (const each of [token, ...late]) {
          for (const node of nodes) expect(await isLetIn(node, each)).toBe(false)
        }
      }
    },
  },
  {
    name: 'two nodes take a ticket at once: once',
    async run(nodes) {
      for (let round = 0; round < 10; round++) {
        const digest = String(round).repeat(64)
        const calls = [...nodes, ...nodes].map(async ({ store }) =>
          store.tokens?.useOnce(digest, Date.now() + 60_000),
        )
        expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(1)
      }
    },
  },
]

async function isIssued({ api }: Node, userId: UserId): Promise<boolean> {
  return outcomeOf(api.accessTokens.issue(userId))
}

async function isLetIn({ api }: Node, token: string): Promise<boolean> {
  return outcomeOf(api.verify({ token }))
}

/** Whether a call resolves; `false` where it is refused. */
async function outcomeOf(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (isRefusedError(error)) return false
    throw error
  }
}
