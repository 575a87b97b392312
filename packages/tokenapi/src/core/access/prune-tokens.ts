import type { TokenStore } from './token-store.js'

/** Records of one batch. */
const BATCH = 1_000

/** Deletes the records of tokens that ended before `before`. Returns their number. */
export async function pruneTokens(
  tokens: Pick<TokenStore, 'prune'>,
  before: number,
): Promise<number> {
  let count = 0
  for (;;) {
    const deleted = await tokens.prune(before, BATCH)
    count += deleted
    if (deleted < BATCH) return count
  }
}
