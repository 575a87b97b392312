import type { TokenStore } from '../../../core/access/token-store.js'
import { tokenInserter } from './insert-token.js'
import { revokeSql, TOKENS, worksAt } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

/** Adds a token within the limit of its user. The lock makes the limit exact on several nodes. */
export function tokenAdder(tokens: TokenSql): TokenStore['add'] {
  const { database, marks, ofUser, userValues, lockUser } = tokens
  const insert = tokenInserter(tokens)
  const mark = marks()
  const counted = `SELECT id FROM ${TOKENS} WHERE ${ofUser(mark)} AND ${worksAt(mark)} AND replaced_at IS NULL AND coalesce(last_used_at, created_at) >= ${mark()} AND bound_to = ${mark()} ORDER BY created_at, id`
  const revoke = revokeSql(marks())

  return (token, { now, most, onFull, usedSince = 0 }) =>
    database.transaction(async (transaction) => {
      await lockUser(transaction, token.userId, now)
      const values = [...userValues(token.userId), now, usedSince, token.boundTo]
      const rows = await transaction.all(counted, values)
      const tooMany = Math.max(0, rows.length + 1 - most)
      if (tooMany > 0 && onFull === 'refuse') return false
      for (const { id } of rows.slice(0, tooMany)) {
        await transaction.run(revoke, [now, now, String(id), now])
      }
      await insert(transaction, token)
      return true
    })
}
