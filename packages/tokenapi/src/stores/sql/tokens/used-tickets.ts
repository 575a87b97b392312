import type { TokenStore } from '../../../core/access/token-store.js'
import { USED_TICKETS } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

/** Of several nodes that insert the same digest, the primary key lets one. */
export function usedTickets({ database, marks }: TokenSql): TokenStore['useOnce'] {
  const mark = marks()
  const insert = `INSERT INTO ${USED_TICKETS} (digest, expires_at) VALUES (${mark()}, ${mark()})`
  return async (digest, expiresAt) => {
    try {
      await database.run(insert, [digest, expiresAt])
      return true
    } catch (error) {
      if (database.dialect.kindOfError(error) === 'duplicate') return false
      throw error
    }
  }
}
