import type { TokenRecord } from '../../core/access/token-record.js'
import type { WireToken } from '../../wire.js'

/** Dates are written as ISO 8601 in UTC. */
type Unwritten = { readonly [K in keyof WireToken]: WireToken[K] | Date }

/** A record as the routes answer it. Named member by member: nothing else of a record gets out. */
export function tokenJson(record: TokenRecord, isCurrent: boolean): Unwritten & object {
  const { id, start, userId, name, scopes, audience, createdAt, expiresAt } = record
  const { lastUsedAt, lastAddress, lastUserAgent } = record
  return {
    id,
    start,
    userId,
    name,
    scopes,
    audience: audience ?? null,
    createdAt,
    expiresAt,
    lastUsedAt: lastUsedAt ?? null,
    lastAddress: lastAddress ?? null,
    lastUserAgent: lastUserAgent ?? null,
    current: isCurrent,
  }
}
