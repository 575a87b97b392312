import type { TokenStore, TokenUse } from '../../../core/access/token-store.js'
import type { SqlValue } from '../executor.js'
import { TOKENS, addressValue, userAgentValue } from './token-columns.js'
import { type TokenSql, isTokenId } from './token-sql.js'

/**
 * Records uses, each in a transaction of its own: a statement that locks one row cannot be part of a deadlock. They run
 * one after another, so that one connection is busy and look-ups have the others.
 */
export function useRecorder({ database, marks }: TokenSql): TokenStore['recordUse'] {
  const least = database.dialect.kind === 'sqlite' ? 'min' : 'least'
  const mark = marks()
  // MySQL assigns from left to right, so `last_used_at` comes after what depends on it.
  const sql = `UPDATE ${TOKENS} SET
    ends_at = CASE WHEN last_used_at IS NULL AND unused_until IS NOT NULL THEN ${least}(expires_at, coalesce(replaced_at, expires_at), coalesce(revoked_at, expires_at)) ELSE ends_at END,
    last_used_at = ${mark()}, last_address = ${mark()}, last_user_agent = ${mark()}
    WHERE id = ${mark()} AND (last_used_at IS NULL OR last_used_at < ${mark()})`

  return async (uses) => {
    const lists = uses.filter(({ id }) => isTokenId(id)).map(valuesOf)
    // SQLite waits for a lock in the turn of a request: a lock of another process is an error at once.
    if (database.atOnce !== undefined) return database.atOnce(sql, lists)
    for (const values of lists) await database.run(sql, values)
  }
}

function valuesOf({ id, usedAt, address, userAgent }: TokenUse): readonly SqlValue[] {
  return [usedAt, addressValue(address), userAgentValue(userAgent), id, usedAt]
}
