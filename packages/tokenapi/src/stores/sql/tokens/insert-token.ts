import { type StoredToken, endOf } from '../../../core/access/token-store.js'
import type { SqlExecutor } from '../executor.js'
import { INSERTED, TOKENS, insertedValues } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

export function tokenInserter({
  marks,
}: TokenSql): (executor: SqlExecutor, token: StoredToken) => Promise<void> {
  const mark = marks()
  const sql = `INSERT INTO ${TOKENS} (${INSERTED.join(', ')}) VALUES (${INSERTED.map(mark).join(', ')})`
  return async (executor, token) => {
    await executor.run(sql, insertedValues(token, endOf(token)))
  }
}
