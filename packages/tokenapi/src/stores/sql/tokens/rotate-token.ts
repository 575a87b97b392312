import type { TokenStore } from '../../../core/access/token-store.js'
import { tokenInserter } from './insert-token.js'
import { TOKENS, worksAt } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

/** Marks a token as replaced and adds its successor, in one transaction. */
export function tokenRotator(tokens: TokenSql): TokenStore['rotate'] {
  const { database, marks, lockUser } = tokens
  const insert = tokenInserter(tokens)
  const [marking, finding, counting] = [marks(), marks(), marks()]
  // A token that is being bound again waits. A transaction of SQLite has the whole database.
  const forUpdate = database.dialect.kind === 'sqlite' ? '' : ' FOR UPDATE'
  const replace = `UPDATE ${TOKENS} SET replaced_at = ${marking()}, ends_at = CASE WHEN ends_at > ${marking()} THEN ${marking()} ELSE ends_at END WHERE id = ${marking()}`
  const find = `SELECT replaced_at, bound_to FROM ${TOKENS} WHERE id = ${finding()} AND ${worksAt(finding)}${forUpdate}`
  const count = `SELECT count(*) AS tokens FROM ${TOKENS} WHERE family = ${counting()} AND ends_at > ${counting()}`

  return async (id, successor, { now, replacedAt: at, most, endedAfter, askedBy = id }) => {
    if (!isTokenId(id)) return undefined
    return database.transaction(async (transaction) => {
      const { userId, family } = successor
      // Revocations and additions wait, and find the successor.
      await lockUser(transaction, userId, now)
      const row = await transaction.first(find, [id, now])
      if (row === undefined) return undefined
      if (askedBy !== id && !(await transaction.first(find, [askedBy, now]))) return undefined
      const ofFamily = await transaction.first(count, [family, endedAfter])
      if (Number(ofFamily?.['tokens']) >= most) return 'full'
      const isFirst = row['replaced_at'] === null
      if (isFirst) await transaction.run(replace, [at, at, at, id])
      const endsAt = isFirst ? at : Number(row['replaced_at'])
      const boundTo = String(row['bound_to'])
      await insert(transaction, { ...successor, boundTo, unusedUntil: endsAt })
      return endsAt
    })
  }
}
