import type { StoredToken } from '../../../core/access/token-store.js'
import type { UserId } from '../../../core/user.js'
import { SELECTED, TOKENS, tokenOf } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

/** Rows of one statement. */
const BATCH = 200

/** The tokens of one user, or of all users, in the order of creation. */
export async function* listTokens(
  { database, idType, marks, ofUser, userValues }: TokenSql,
  userId: UserId | undefined,
): AsyncGenerator<StoredToken> {
  const mark = marks()
  const user = userId === undefined ? '' : `${ofUser(mark)} AND `
  // The first condition starts at the right place of the index.
  const sql = `SELECT ${SELECTED} FROM ${TOKENS} WHERE ${user}created_at >= ${mark()} AND (created_at > ${mark()} OR id > ${mark()}) ORDER BY created_at, id LIMIT ${BATCH}`
  const values = userId === undefined ? [] : userValues(userId)
  for (let last = { createdAt: Number.MIN_SAFE_INTEGER, id: '' }; ;) {
    const { createdAt, id } = last
    const rows = await database.all(sql, [...values, createdAt, createdAt, id])
    for (const row of rows) {
      const token = tokenOf(row, idType)
      if (token !== undefined) yield token
    }
    const end = rows.at(-1)
    if (end === undefined || rows.length < BATCH) return
    last = { createdAt: Number(end['token_created_at']), id: String(end['token_id']) }
  }
}
