import type { AccessTokenParts } from './access-token-parts.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { publicId } from '../public-user.js'
import type { UserId } from '../user.js'

/**
 * Ends the device of a token: all that rotations made of one login or issue. The token itself may have ended before, by a
 * rotation. `false`: nothing of the device worked.
 */
export async function revokeToken(
  parts: AccessTokenParts,
  id: string,
  request: RequestOfEvent,
): Promise<boolean> {
  const { tokens, clock } = parts
  const token = await tokens.get(id)
  if (token === undefined) return false
  const { userId, family } = token
  const revoked = await tokens.revokeFamily(userId, family, clock())
  for (const each of revoked) tellRevoked(parts, { userId, tokenId: each }, request)
  return revoked.length > 0
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
  if (count > 0) tellRevoked(parts, { userId, count }, request)
  return count
}

interface Revoked {
  readonly userId: UserId
  readonly tokenId?: string
  readonly count?: number
  /** `undefined`: somebody asked for it. */
  readonly reason?: string
}

export function tellRevoked(
  { reporter }: Pick<AccessTokenParts, 'reporter'>,
  { userId, tokenId, count = 1, reason }: Revoked,
  request: RequestOfEvent,
): void {
  reporter.tell(() => ({
    name: 'token.revoked',
    userId: publicId(userId),
    tokenId,
    count,
    reason,
    request: request(),
  }))
}
