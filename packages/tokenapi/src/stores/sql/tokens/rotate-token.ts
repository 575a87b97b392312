import type { StoredToken, TokenStore } from '../../../core/token-store.js'
import type { SqlExecutor } from '../executor.js'
import { tokenInserter } from './insert-token.js'
import { TOKENS, worksAt } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

/** Marks a token as replaced and adds its successor, in one transaction. */
export function tokenRotator(tokens: TokenSql): TokenStore['rotate'] {
  const { database, marks, ofUser, userValues, lockUser } = tokens
  const insert = tokenInserter(tokens)
  const [marking, finding, counting] = [marks(), marks(), marks()]
  const at = (): string => `coalesce(replaced_at, ${marking()})`
  // Also of a token that is marked already: until the successor is there, a revocation of the token waits.
  const replace = `UPDATE ${TOKENS} SET replaced_at = ${at()}, ends_at = CASE WHEN ends_at > ${at()} THEN ${at()} ELSE ends_at END WHERE id = ${marking()} AND ${worksAt(marking)}`
  const find = `SELECT replaced_at, bound_to FROM ${TOKENS} WHERE id = ${finding()} AND ${worksAt(finding)}`
  const count = `SELECT count(*) AS successors FROM ${TOKENS} WHERE ${ofUser(counting)} AND replaces = ${counting()}`

  /** When the token ends, by this rotation or by one before, and what it is bound to. */
  const replaced = async (
    transaction: SqlExecutor,
    id: string,
    now: number,
    end: number,
  ): Promise<(Pick<StoredToken, 'boundTo'> & { readonly unusedUntil: number }) | undefined> => {
    await transaction.run(replace, [end, end, end, id, now])
    const row = await transaction.first(find, [id, now])
    return row && { unusedUntil: Number(row['replaced_at']), boundTo: String(row['bound_to']) }
  }

  return async (id, successor, { now, replacedAt, most }) => {
    if (!isTokenId(id)) return undefined
    return database.transaction(async (transaction) => {
      const { userId } = successor
      await lockUser(transaction, userId, now)
      const old = await replaced(transaction, id, now, replacedAt)
      if (old === undefined) return undefined
      const row = await transaction.first(count, [...userValues(userId), id])
      if (Number(row?.['successors']) >= most) return 'full'
      await insert(transaction, { ...successor, ...old })
      return old.unusedUntil
    })
  }
}
