import type { AccessTokenParts } from './access-token-parts.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { publicId } from '../public-user.js'
import { type StoredToken, endOf } from './token-store.js'
import type { UserId } from '../user.js'

/**
 * Ends a token, and with it the tokens of the same device that a rotation made a moment ago. `false`: it had ended, or
 * never was.
 */
export async function revokeToken(
  parts: AccessTokenParts,
  id: string,
  request: RequestOfEvent,
): Promise<boolean> {
  const { tokens, clock } = parts
  const now = clock()
  const wasLiving = await tokens.revoke(id, now)
  // Read after the revocation: no rotation of this token can follow.
  const token = await tokens.get(id)
  // Again for one that was revoked before: a crash may have come between it and its relatives.
  if (token?.revokedAt === undefined) return false
  if (wasLiving) tellRevoked(parts, token.userId, id, 1, request)
  for (const other of await relativesOf(parts, token, now)) {
    if (await tokens.revoke(other, now)) tellRevoked(parts, token.userId, other, 1, request)
  }
  return wasLiving
}

/** Ends the tokens of a user, all but one. Returns their number. */
export async function revokeTokens(
  parts: AccessTokenParts,
  userId: UserId,
  except: string | undefined,
  request: RequestOfEvent,
): Promise<number> {
  const { tokens, clock } = parts
  const count = await tokens.revokeAll(userId, clock(), except)
  if (count > 0) tellRevoked(parts, userId, undefined, count, request)
  return count
}

/**
 * The ids of living tokens of the same device: those that this one replaces or that replace it, directly or not, while
 * the grace periods last.
 */
async function relativesOf(
  { tokens }: AccessTokenParts,
  token: StoredToken,
  now: number,
): Promise<readonly string[]> {
  if (token.replaces === undefined && token.replacedAt === undefined) return []
  const known = new Map([[token.id, token]])
  for await (const other of tokens.list({ userId: token.userId })) {
    if (now < endOf(other)) known.set(other.id, other)
  }
  // In both directions. Linear: a client may have rotated thousands of times.
  const nextTo = new Map([...known.keys()].map((id): [string, string[]] => [id, []]))
  for (const { id, replaces = '' } of known.values()) {
    if (!known.has(replaces)) continue
    nextTo.get(id)?.push(replaces)
    nextTo.get(replaces)?.push(id)
  }
  const family = new Set([token.id])
  // A set goes on with what is added meanwhile.
  for (const id of family) for (const near of nextTo.get(id) ?? []) family.add(near)
  family.delete(token.id)
  return [...family]
}

function tellRevoked(
  { reporter }: AccessTokenParts,
  userId: UserId,
  tokenId: string | undefined,
  count: number,
  request: RequestOfEvent,
): void {
  reporter.tell(() => ({
    name: 'token.revoked',
    userId: publicId(userId),
    tokenId,
    count,
    request: request(),
  }))
}
