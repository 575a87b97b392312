import type { AccessTokenSettings } from './access-token-options.js'
import { bindingOf } from '../classic/kept-token.js'
import type { FoundToken, StoredToken } from './token-store.js'
import type { StoredUser } from '../user.js'

/** What decides whether a token is valid, beside its record and its user. */
export interface Judging {
  readonly settings: Pick<AccessTokenSettings, 'idle' | 'audience'>
  readonly now: number
  /** The last use that is not recorded yet. */
  readonly usedAt?: number | undefined
}

/** Why a token is refused, for the operator. */
export type AccessRefusal =
  | 'unknown user'
  | 'inactive user'
  | 'the password has changed'
  | 'of another audience'
  | 'revoked'
  | 'expired'
  | 'replaced by a rotation'
  | 'not used after its rotation'
  | 'not used for too long'

/** A token with its user, if it is valid; else the reason. */
export type Judged =
  | { readonly token: StoredToken; readonly user: StoredUser }
  | { readonly refusal: AccessRefusal }

/** Whether a token is valid now. */
export function judge({ token, user }: FoundToken, judging: Judging): Judged {
  if (user === undefined) return { refusal: 'unknown user' }
  if (!user.isActive) return { refusal: 'inactive user' }
  if (token.boundTo !== bindingOf(user)) return { refusal: 'the password has changed' }
  const refusal = refusalOfRecord(token, judging)
  return refusal === undefined ? { token, user } : { refusal }
}

/** Why the record alone refuses its token; `undefined` if it does not. */
export function refusalOfRecord(
  token: StoredToken,
  { settings: { idle, audience }, now, usedAt }: Judging,
): AccessRefusal | undefined {
  const { createdAt, expiresAt, lastUsedAt, replacedAt, unusedUntil, revokedAt } = token
  if (token.audience !== audience) return 'of another audience'
  if (revokedAt !== undefined) return 'revoked'
  if (now >= expiresAt) return 'expired'
  if (replacedAt !== undefined && now >= replacedAt) return 'replaced by a rotation'
  const isUnused = lastUsedAt === undefined && usedAt === undefined
  if (isUnused && unusedUntil !== undefined && now >= unusedUntil) {
    return 'not used after its rotation'
  }
  const latest = Math.max(createdAt, lastUsedAt ?? 0, usedAt ?? 0)
  if (idle !== undefined && now >= latest + idle) return 'not used for too long'
  return undefined
}
