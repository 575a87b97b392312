import { nextTurn } from '../../../core/runtime/timer.js'
import type { TokenStore } from '../../../core/access/token-store.js'
import { padToPowerOfTwo } from '../pad-to-power-of-two.js'
import { TOKENS, TOKEN_LOCKS, USED_TICKETS } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

/** Rows that one statement deletes: few, as SQLite deletes in the turn of a request. */
const STEP = 256

/** Deletes tokens that ended, used tickets that expired, and locks that nobody used since. */
export function tokenPruner(tokens: TokenSql): TokenStore['prune'] {
  const ended = deleter(tokens, TOKENS, 'id', 'ends_at')
  const expired = deleter(tokens, USED_TICKETS, 'digest', 'expires_at')
  const unused = deleter(tokens, TOKEN_LOCKS, 'user_id', 'locked_at')
  return async (before, most) => {
    const count = await ended(before, most)
    await expired(before, most)
    await unused(before, most)
    return count
  }
}

/**
 * Deletes rows with a time before another, at most so many, in steps. The keys are read before, without a lock: a DELETE
 * by time would lock the rows beside, on MySQL.
 */
function deleter(
  { database, marks }: TokenSql,
  table: string,
  key: string,
  time: string,
): (before: number, most: number) => Promise<number> {
  const old = `${time} < ${database.dialect.mark(1)}`

  const step = async (before: number, most: number): Promise<readonly [number, number]> => {
    const sql = `SELECT ${key} AS old FROM ${table} WHERE ${old} ORDER BY ${time} LIMIT ${most}`
    const rows = await database.all(sql, [before])
    if (rows.length === 0) return [0, 0]
    const keys = padToPowerOfTwo(rows.map((row) => String(row['old'])))
    const mark = marks()
    const condition = `${time} < ${mark()} AND ${key} IN (${keys.map(mark).join(', ')})`
    const deleted = await database.transaction((transaction) =>
      transaction.run(`DELETE FROM ${table} WHERE ${condition}`, [before, ...keys]),
    )
    return [rows.length, deleted]
  }

  return async (before, most) => {
    let count = 0
    for (let left = most; left > 0;) {
      const size = Math.min(left, STEP)
      const [found, deleted] = await step(before, size)
      count += deleted
      left -= found
      if (found < size) break
      await nextTurn()
    }
    return count
  }
}
