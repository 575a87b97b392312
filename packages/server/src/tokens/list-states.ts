import type { StoredToken, StoredUser, UserId } from 'tokenapi'
import { refusalOfToken } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import type { Database } from '../database.js'
import type { ListedToken } from './token-row.js'

/** Tokens whose users are read together. */
const BATCH = 500

/** Tokens with their state and the name of their user, as they are read. Memory use does not depend on their number. */
export async function* withStates(
  tokens: AsyncIterable<StoredToken>,
  { store }: Database,
  config: Config,
): AsyncGenerator<ListedToken> {
  for await (const batch of batchesOf(tokens)) {
    const users = await usersOf(batch, (id) => store.findById(id))
    const now = new Date()
    for (const token of batch) {
      const user = users.get(token.userId)
      const refusal = refusalOfToken(
        { token, user },
        { now, idleDays: config.ACCESS_TOKEN_IDLE_DAYS, audience: config.ACCESS_TOKEN_AUDIENCE },
      )
      const state = refusal ?? (token.replacedAt === undefined ? 'active' : 'rotated')
      yield { ...token, state, username: user?.username }
    }
  }
}

async function* batchesOf(tokens: AsyncIterable<StoredToken>): AsyncGenerator<StoredToken[]> {
  let batch: StoredToken[] = []
  for await (const token of tokens) {
    batch.push(token)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** One SELECT: look-ups of one turn are batched. */
async function usersOf(
  tokens: readonly StoredToken[],
  find: (id: UserId) => StoredUser | undefined | PromiseLike<StoredUser | undefined>,
): Promise<ReadonlyMap<UserId, StoredUser>> {
  const ids = [...new Set(tokens.map(({ userId }) => userId))]
  const users = await Promise.all(ids.map(async (id) => find(id)))
  return new Map(users.flatMap((user, i) => (user === undefined ? [] : [[ids[i] as UserId, user]])))
}
