import type { TokenStore } from '../../../core/access/token-store.js'
import { tokenInserter } from './insert-token.js'
import { TOKENS, worksAt } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

/** Marks a token as replaced and adds its successor, in one transaction. */
export function tokenRotator(tokens: TokenSql): TokenStore['rotate'] {
  const { database, marks, ofUser, userValues, lockUser } = tokens
  const insert = tokenInserter(tokens)
  const [marking, finding, counting] = [marks(), marks(), marks()]
  // A revocation waits, and finds the successor. A transaction of SQLite has the whole database.
  const forUpdate = database.dialect.kind === 'sqlite' ? '' : ' FOR UPDATE'
  const replace = `UPDATE ${TOKENS} SET replaced_at = ${marking()}, ends_at = CASE WHEN ends_at > ${marking()} THEN ${marking()} ELSE ends_at END WHERE id = ${marking()}`
  const find = `SELECT replaced_at, bound_to FROM ${TOKENS} WHERE id = ${finding()} AND ${worksAt(finding)}${forUpdate}`
  const count = `SELECT count(*) AS successors FROM ${TOKENS} WHERE ${ofUser(counting)} AND replaces = ${counting()}`

  return async (id, successor, { now, replacedAt: at, most }) => {
    if (!isTokenId(id)) return undefined
    return database.transaction(async (transaction) => {
      const { userId } = successor
      await lockUser(transaction, userId, now)
      const row = await transaction.first(find, [id, now])
      if (row === undefined) return undefined
      const successors = await transaction.first(count, [...userValues(userId), id])
      if (Number(successors?.['successors']) >= most) return 'full'
      const isFirst = row['replaced_at'] === null
      if (isFirst) await transaction.run(replace, [at, at, at, id])
      const endsAt = isFirst ? at : Number(row['replaced_at'])
      const boundTo = String(row['bound_to'])
      await insert(transaction, { ...successor, boundTo, unusedUntil: endsAt })
      return endsAt
    })
  }
}
