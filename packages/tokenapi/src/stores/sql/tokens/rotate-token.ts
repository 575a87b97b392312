import type { TokenStore } from '../../../core/token-store.js'
import type { SqlExecutor } from '../executor.js'
import { tokenInserter } from './insert-token.js'
import { TOKENS, worksAt } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

/** Marks a token as replaced and adds its successor, in one transaction. */
export function tokenRotator(tokens: TokenSql): TokenStore['rotate'] {
  const { database, marks, ofUser, userValues, lockUser } = tokens
  const insert = tokenInserter(tokens)
  const [marking, finding, counting] = [marks(), marks(), marks()]
  const replace = `UPDATE ${TOKENS} SET replaced_at = ${marking()}, ends_at = CASE WHEN ends_at > ${marking()} THEN ${marking()} ELSE ends_at END WHERE id = ${marking()} AND ${worksAt(marking)} AND replaced_at IS NULL`
  const find = `SELECT replaced_at FROM ${TOKENS} WHERE id = ${finding()} AND ${worksAt(finding)}`
  const count = `SELECT count(*) AS successors FROM ${TOKENS} WHERE ${ofUser(counting)} AND replaces = ${counting()}`

  /** The time at which the token ends, by this rotation or by one before. */
  const endAt = async (
    transaction: SqlExecutor,
    id: string,
    now: number,
    at: number,
  ): Promise<number | undefined> => {
    if ((await transaction.run(replace, [at, at, at, id, now])) > 0) return at
    const row = await transaction.first(find, [id, now])
    return row === undefined ? undefined : Number(row['replaced_at'])
  }

  return async (id, successor, { now, replacedAt, most }) => {
    if (!isTokenId(id)) return undefined
    return database.transaction(async (transaction) => {
      const { userId } = successor
      await lockUser(transaction, userId, now)
      const endsAt = await endAt(transaction, id, now, replacedAt)
      if (endsAt === undefined) return undefined
      const row = await transaction.first(count, [...userValues(userId), id])
      if (Number(row?.['successors']) >= most) return 'full'
      await insert(transaction, { ...successor, unusedUntil: endsAt })
      return endsAt
    })
  }
}
