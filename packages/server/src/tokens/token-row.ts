/** Access tokens on standard output: a table for people, JSON for programs. Never the token or its digest. */
import type { StoredToken, TokenRecord } from 'tokenapi'

import { idText } from '../output.js'
import { tableRow } from '../table.js'

export type ListedToken = StoredToken & {
  /** "active", "rotated", or why the token is refused. */
  readonly state: string
  /** Absent: its user is gone. */
  readonly username: string | undefined
}

const row = tableRow(22, 17, 12, 24, 20, 17, 17, 17)

export const TOKEN_HEADING = row(
  'ID',
  'TOKEN',
  'USER ID',
  'NAME',
  'SCOPES',
  'CREATED',
  'LAST USED',
  'EXPIRES',
  'STATE',
)

/** A line of the table. Times are UTC. */
export function tokenRow(token: ListedToken): string {
  const { id, start, userId, name, scopes, createdAt, lastUsedAt, expiresAt, state } = token
  return row(
    id,
    `${start}…`,
    String(userId),
    name,
    scopes.length === 0 ? '-' : scopes.join(' '),
    minuteOf(createdAt),
    lastUsedAt === undefined ? 'never' : minuteOf(lastUsedAt),
    minuteOf(expiresAt),
    state,
  )
}

/** A record for `JSON.stringify`; times are ISO 8601 in UTC, an absent value is `null`. */
export function publicToken(token: StoredToken | TokenRecord) {
  const { id, start, userId, name, scopes, audience, lastAddress, lastUserAgent } = token
  return {
    id,
    start,
    userId: idText(userId),
    name,
    scopes,
    audience: audience ?? null,
    createdAt: new Date(token.createdAt).toISOString(),
    expiresAt: new Date(token.expiresAt).toISOString(),
    lastUsedAt: token.lastUsedAt === undefined ? null : new Date(token.lastUsedAt).toISOString(),
    lastAddress: lastAddress ?? null,
    lastUserAgent: lastUserAgent ?? null,
  }
}

/** "2026-03-01T08:00Z" */
function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`
}
