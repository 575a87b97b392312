import { ConfigError } from '../core/errors.js'
import { TOKENS, worksAt } from '../stores/sql/tokens/token-columns.js'
import type { AdminContext } from './context.js'

const MOST = 10_000_000

/** Counts rows of an index up to a number, so that its cost does not grow with the table. */
export async function countLiveTokens(
  { database, dialect }: AdminContext,
  most: number,
): Promise<number> {
  if (!Number.isInteger(most) || most < 1 || most > MOST) {
    throw new ConfigError(`\`countLive\` takes a whole number from 1 to ${MOST}; got ${most}`)
  }
  const sql = `SELECT count(*) AS live FROM (SELECT 1 AS one FROM ${TOKENS} WHERE ${worksAt(() => dialect.mark(1))} LIMIT ${most}) AS some_tokens`
  const row = await database.first(sql, [Date.now()])
  return Number(row?.['live'])
}
