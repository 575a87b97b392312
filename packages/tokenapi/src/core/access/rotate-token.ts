import type { AccessTokenParts } from './access-token-parts.js'
import type { RotateOptions } from './access-tokens.js'
import type { AccessTokenSettings } from './access-token-options.js'
import { RefusedError } from '../errors.js'
import { type IssuedToken, newToken } from './issue-token.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { publicId } from '../public-user.js'
import { recordOf } from './token-record.js'
import type { StoredToken } from './token-store.js'

/** Tokens of one device that work, or ended within a day. A client that needs more is in a loop. */
const MOST_OF_DEVICE = 1_000
const DAY = 86_400_000

/**
 * A new token in place of this one, which works until the grace period ends. Each call in that time gives another
 * one, so a lost response loses nothing; those that were not used by its end end with it. `undefined`: this one does
 * not work any more.
 */
export async function rotateToken(
  { settings, tokens, clock, reporter }: AccessTokenParts,
  old: StoredToken,
  { notAfter, askedBy }: RotateOptions & AskedBy,
  request: RequestOfEvent,
): Promise<IssuedToken | undefined> {
  const now = clock()
  const { userId, name, scopes, audience, boundTo, family } = old
  const { token, stored } = newToken(settings, {
    ...{ userId, name, scopes, audience, boundTo, family },
    endsWith: askedBy === undefined ? old.endsWith : (askedBy.endsWith ?? askedBy.family),
    createdAt: now,
    ...timesOf(settings, old, now, notAfter?.getTime() ?? Infinity),
    replaces: old.id,
  })
  const replacedAt = now + settings.grace
  const limit = {
    ...{ now, replacedAt, most: MOST_OF_DEVICE, endedAfter: now - DAY },
    askedBy: askedBy?.id,
  }
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

export interface AskedBy {
  /** The token that asked for it, if it is another: the new one ends with its device too. */
  readonly askedBy?: StoredToken | undefined
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
