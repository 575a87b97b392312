import type { TokenStore } from '../../../core/access/token-store.js'
import { USED_TICKETS } from './token-columns.js'
import type { TokenSql } from './token-sql.js'

type UsedTickets = Required<Pick<TokenStore, 'useOnce' | 'wasUsed'>>

/** Of several nodes that insert the same digest, the primary key lets one. */
export function usedTickets({ database, marks }: TokenSql): UsedTickets {
  const mark = marks()
  const insert = `INSERT INTO ${USED_TICKETS} (digest, expires_at) VALUES (${mark()}, ${mark()})`
  const select = `SELECT 1 AS used FROM ${USED_TICKETS} WHERE digest = ${marks()()}`
  return {
    async useOnce(digest, expiresAt) {
      try {
        await database.run(insert, [digest, expiresAt])
        return true
      } catch (error) {
        if (database.dialect.kindOfError(error) === 'duplicate') return false
        throw error
      }
    },
    wasUsed: async (digest) => (await database.all(select, [digest])).length > 0,
  }
}
