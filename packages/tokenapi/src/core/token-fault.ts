import type { AccessTokenSettings } from './access-token-options.js'
import { bindingOf } from './kept-token.js'
import { type FoundToken, endOf } from './token-store.js'

/** Why an access token is refused at `now`, for the operator; `undefined` if it is valid. */
export function faultOf(
  { token, user }: FoundToken,
  now: number,
  { idle, audience }: Pick<AccessTokenSettings, 'idle' | 'audience'>,
): string | undefined {
  const { revokedAt, replacedAt, expiresAt, lastUsedAt, createdAt, boundTo } = token
  if (user === undefined) return 'unknown user'
  if (!user.isActive) return 'inactive user'
  if (boundTo !== bindingOf(user)) return 'the password has changed'
  // At once, also where the clock of the node that revoked it is ahead.
  if (revokedAt !== undefined) return 'revoked'
  if (replacedAt !== undefined && now >= replacedAt) return 'replaced by a rotation'
  if (now >= expiresAt) return 'expired'
  if (now >= endOf(token)) return 'never used after a rotation'
  if (idle !== undefined && now >= (lastUsedAt ?? createdAt) + idle) return 'not used for too long'
  return token.audience === audience ? undefined : 'another audience'
}
