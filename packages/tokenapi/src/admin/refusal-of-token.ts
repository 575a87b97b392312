import { judge } from '../core/access/access-state.js'
import type { FoundToken } from '../core/access/token-store.js'

/** What decides whether a token is valid, beside its record and its user. As in `accessTokens` of the api. */
export interface RefusalOfTokenOptions {
  readonly idleDays?: number | undefined
  readonly audience?: string | undefined
  /** Default now. */
  readonly now?: Date | undefined
}

const DAY = 86_400_000

/**
 * Why an access token is refused, in words for an operator; `undefined` if it is valid.
 *
 * @example
 * refusalOfToken({ token, user }, { idleDays: 14 }) // 'revoked'
 */
export function refusalOfToken(
  found: FoundToken,
  { idleDays, audience, now = new Date() }: RefusalOfTokenOptions = {},
): string | undefined {
  const idle = idleDays === undefined ? undefined : Math.round(idleDays * DAY)
  const judged = judge(found, { settings: { idle, audience }, now: now.getTime() })
  return 'refusal' in judged ? judged.refusal : undefined
}
