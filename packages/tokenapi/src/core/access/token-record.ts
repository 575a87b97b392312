import { publicId } from '../public-user.js'
import type { StoredToken } from './token-store.js'
import type { User } from '../user.js'

/** What is known of an access token: frozen, safe to send as JSON, without the token and its digest. */
export interface TokenRecord {
  readonly id: string
  /** How the token begins, to recognize it by: the prefix and 4 of 43 random characters, such as "acme_dRyN". */
  readonly start: string
  readonly userId: User['id']
  /** The name of a device or a script. */
  readonly name: string
  readonly scopes: readonly string[]
  readonly audience: string | undefined
  readonly createdAt: Date
  /** The token is refused from this millisecond on. */
  readonly expiresAt: Date
  /** Recorded at most once a minute. */
  readonly lastUsedAt: Date | undefined
  readonly lastAddress: string | undefined
  readonly lastUserAgent: string | undefined
}

/** The record as it is shown. */
export function recordOf(token: StoredToken): TokenRecord {
  const { id, start, userId, name, scopes, audience, createdAt, expiresAt, replacedAt } = token
  const { lastUsedAt, lastAddress, lastUserAgent } = token
  return Object.freeze({
    id,
    start,
    userId: publicId(userId),
    name,
    scopes: Object.freeze([...scopes]),
    audience,
    createdAt: new Date(createdAt),
    expiresAt: new Date(Math.min(expiresAt, replacedAt ?? Infinity)),
    lastUsedAt: lastUsedAt === undefined ? undefined : new Date(lastUsedAt),
    lastAddress,
    lastUserAgent,
  })
}
