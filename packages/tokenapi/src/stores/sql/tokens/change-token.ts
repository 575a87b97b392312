/** Changes of a token by its id. */
import type { StoredToken, TokenStore } from '../../../core/access/token-store.js'
import type { SqlValue } from '../executor.js'
import { revokeSql, SELECTED, TOKENS, worksAt, tokenOf } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

export type TokenChanges = Pick<TokenStore, 'get' | 'rename' | 'rebind' | 'revoke' | 'revokeAll'>

export function tokenChanges(tokens: TokenSql): TokenChanges {
  const { database, idType, marks, ofUser, userValues, lockUser } = tokens
  const [one, renaming, binding, ofAll] = [marks(), marks(), marks(), marks()]
  const find = `SELECT ${SELECTED} FROM ${TOKENS} WHERE id = ${one()}`
  const rename = `UPDATE ${TOKENS} SET name = ${renaming()} WHERE id = ${renaming()}`
  const rebind = `UPDATE ${TOKENS} SET bound_to = ${binding()} WHERE id = ${binding()}`
  const revoke = revokeSql(marks())
  const revokeAll = `UPDATE ${TOKENS} SET revoked_at = ${ofAll()}, ends_at = ${ofAll()} WHERE ${ofUser(ofAll)} AND ${worksAt(ofAll)} AND id <> ${ofAll()}`

  const get = async (id: string): Promise<StoredToken | undefined> =>
    isTokenId(id) ? tokenOf(await database.first(find, [id]), idType) : undefined
  const change = async (sql: string, value: SqlValue, id: string): Promise<boolean> => {
    if (!isTokenId(id)) return false
    // A pool of `mysql2` may count only the rows whose values became others.
    return (await database.run(sql, [value, id])) > 0 || (await get(id)) !== undefined
  }

  return {
    get,
    rename: (id, name) => change(rename, name, id),
    rebind: (id, boundTo) => change(rebind, boundTo, id),
    revoke: async (id, now) =>
      isTokenId(id) && (await database.run(revoke, [now, now, id, now])) > 0,
    revokeAll: (userId, now, except = '') =>
      database.transaction(async (transaction) => {
        // A token that is being added or rotated is revoked too.
        await lockUser(transaction, userId, now)
        return transaction.run(revokeAll, [now, now, ...userValues(userId), now, except])
      }),
  }
}
