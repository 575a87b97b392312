/** Revocation of several tokens of a user, in a transaction that has the lock of the user. */
import { LATE } from '../../../core/access/token-store.js'
import type { UserId } from '../../../core/user.js'
import type { SqlExecutor, SqlValue } from '../executor.js'
import { padToPowerOfTwo } from '../pad-to-power-of-two.js'
import { TOKENS } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

/** Rows that one statement changes. */
const STEP = 64

/** Revokes the tokens for which a condition holds. Returns the ids of those that worked. */
export type RevokeTokens = (
  transaction: SqlExecutor,
  userId: UserId,
  values: readonly SqlValue[],
  now: number,
) => Promise<readonly string[]>

/**
 * The ids are read before, without a lock: an UPDATE by another index could be part of a deadlock with the record of a use.
 *
 * @param condition with parameters for `values`
 */
export function tokenRevoker(
  { marks, ofUser, userValues }: TokenSql,
  condition: (mark: () => string) => string,
): RevokeTokens {
  const mark = marks()
  // The same as `isRevocable`.
  const find = `SELECT id, ends_at FROM ${TOKENS} WHERE ${ofUser(mark)} AND ${condition(mark)} AND revoked_at IS NULL AND (ends_at > ${mark()} OR (ends_at > ${mark()} AND unused_until IS NOT NULL AND last_used_at IS NULL)) ORDER BY id`
  const revoke = (count: number): string => {
    const each = marks()
    const set = `revoked_at = ${each()}, ends_at = CASE WHEN ends_at > ${each()} THEN ${each()} ELSE ends_at END`
    const ids = Array.from({ length: count }, each).join(', ')
    return `UPDATE ${TOKENS} SET ${set} WHERE id IN (${ids}) AND revoked_at IS NULL`
  }

  return async (transaction, userId, values, now) => {
    const rows = await transaction.all(find, [...userValues(userId), ...values, now, now - LATE])
    for (let start = 0; start < rows.length; start += STEP) {
      const ids = padToPowerOfTwo(rows.slice(start, start + STEP).map(({ id }) => String(id)))
      await transaction.run(revoke(ids.length), [now, now, now, ...ids])
    }
    return rows.filter((row) => Number(row['ends_at']) > now).map(({ id }) => String(id))
  }
}

/** The condition for the tokens that a revocation of a family concerns, with the parameters of `familyValues`. */
export function ofFamily(mark: () => string): string {
  return `(family = ${mark()} OR ends_with = ${mark()})`
}

export function familyValues(family: string): readonly SqlValue[] {
  return [family, family]
}
