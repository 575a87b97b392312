import type { AccessTokenParts } from './access-token-parts.js'
import type { RotateOptions } from './access-tokens.js'
import type { AccessTokenSettings } from './access-token-options.js'
import { RefusedError } from '../errors.js'
import { type IssuedToken, newToken } from './issue-token.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { publicId } from '../public-user.js'
import { recordOf } from './token-record.js'
import type { StoredToken } from './token-store.js'

/** New tokens for one in its grace period. A client that needs more is in a loop. */
const MOST_SUCCESSORS = 1_000

/**
 * A new token in place of this one, which works until the grace period ends. Each call in that time gives another
 * one, so a lost response loses nothing; those that were not used by its end end with it. `undefined`: this one does
 * not work any more.
 */
export async function rotateToken(
  { settings, tokens, clock, reporter }: AccessTokenParts,
  old: StoredToken,
  { notAfter }: RotateOptions,
  request: RequestOfEvent,
): Promise<IssuedToken | undefined> {
  const now = clock()
  const { userId, name, scopes, audience, boundTo } = old
  const { token, stored } = newToken(settings, {
    ...{ userId, name, scopes, audience, boundTo },
    createdAt: now,
    ...timesOf(settings, old, now, notAfter?.getTime() ?? Infinity),
    replaces: old.id,
  })
  const limit = { now, replacedAt: now + settings.grace, most: MOST_SUCCESSORS }
  const end = await tokens.rotate(old.id, stored, limit)
  if (end === undefined) return undefined
  if (end === 'full') {
    throw new RefusedError('too_many_tokens', 'The token was rotated too often.', { userId })
  }
  reporter.tell(() => ({
    name: 'token.rotated',
    userId: publicId(userId),
    tokenId: old.id,
    successorId: stored.id,
    request: request(),
  }))
  return { token, record: recordOf(stored) }
}

/** `lifetimeDays` anew, within the absolute lifetime; without one the expiry stays. */
function timesOf(
  { lifetime, absolute }: AccessTokenSettings,
  { expiresAt, renewableUntil }: StoredToken,
  now: number,
  latest: number,
): Pick<StoredToken, 'expiresAt' | 'renewableUntil'> {
  const renewed = absolute === undefined ? 0 : Math.min(now + lifetime, renewableUntil)
  return {
    expiresAt: Math.min(Math.max(expiresAt, renewed), latest),
    renewableUntil: Math.min(renewableUntil, latest),
  }
}
