import type { TokenStore } from '../../../core/access/token-store.js'
import { tokenInserter } from './insert-token.js'
import { familyValues, ofFamily, tokenRevoker } from './revoke-tokens.js'
import type { ReadPassword } from './stored-password.js'
import { TOKENS, worksAt } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

/** Adds a token within the limit of its user. The lock makes the limit exact on several nodes. */
export function tokenAdder(tokens: TokenSql, passwordOf: ReadPassword): TokenStore['add'] {
  const { database, marks, ofUser, userValues, lockUser } = tokens
  const insert = tokenInserter(tokens)
  const revoke = tokenRevoker(tokens, ofFamily)
  const mark = marks()
  // The same as `surplusOf`.
  const counted = `SELECT family FROM ${TOKENS} WHERE ${ofUser(mark)} AND ${worksAt(mark)} AND coalesce(last_used_at, created_at) >= ${mark()} AND bound_to = ${mark()} GROUP BY family ORDER BY max(created_at), family`

  return (token, { now, most, onFull, usedSince = 0, password }) =>
    database.transaction(async (transaction) => {
      const { userId, boundTo } = token
      await lockUser(transaction, userId, now)
      // A login that replaces the hash takes the lock after that, and binds what was added before to the new hash.
      if (password !== undefined && (await passwordOf(transaction, userId)) !== password) {
        return 'stale'
      }
      const rows = await transaction.all(counted, [...userValues(userId), now, usedSince, boundTo])
      const tooMany = Math.max(0, rows.length + 1 - most)
      if (tooMany > 0 && onFull === 'refuse') return 'full'
      const revoked: string[] = []
      for (const { family } of rows.slice(0, tooMany)) {
        revoked.push(...(await revoke(transaction, userId, familyValues(String(family)), now)))
      }
      await insert(transaction, token)
      return revoked
    })
}
