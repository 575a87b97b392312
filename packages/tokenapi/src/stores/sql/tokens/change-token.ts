/** Changes of tokens. */
import type { StoredToken, TokenStore } from '../../../core/access/token-store.js'
import type { SqlValue } from '../executor.js'
import { familyValues, ofFamily, tokenRevoker } from './revoke-tokens.js'
import { SELECTED, TOKENS, tokenOf } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

export type TokenChanges = Pick<
  TokenStore,
  'get' | 'rename' | 'rebind' | 'revokeFamily' | 'revokeAll'
>

export function tokenChanges(tokens: TokenSql): TokenChanges {
  const { database, idType, marks, lockUser } = tokens
  const [one, renaming, binding] = [marks(), marks(), marks()]
  const find = `SELECT ${SELECTED} FROM ${TOKENS} WHERE id = ${one()}`
  const rename = `UPDATE ${TOKENS} SET name = ${renaming()} WHERE id = ${renaming()}`
  const rebind = `UPDATE ${TOKENS} SET bound_to = ${binding()} WHERE id = ${binding()}`
  const revokeFamily = tokenRevoker(tokens, ofFamily)
  const revokeAll = tokenRevoker(tokens, (mark) => `id <> ${mark()}`)

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
    // A token that is being added or rotated is revoked too.
    revokeFamily: async (userId, family, now) => {
      if (!isTokenId(family)) return []
      return database.transaction(async (transaction) => {
        await lockUser(transaction, userId, now)
        return revokeFamily(transaction, userId, familyValues(family), now)
      })
    },
    revokeAll: (userId, now, except = '') =>
      database.transaction(async (transaction) => {
        await lockUser(transaction, userId, now)
        return (await revokeAll(transaction, userId, [except], now)).length
      }),
  }
}
