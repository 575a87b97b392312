import type { Authentication } from './authentication.js'
import type { Awaitable } from './runtime/awaitable.js'
import type { Credentials } from './credentials.js'
import { RefusedError } from './errors.js'
import type { RequestOfEvent } from './events/outcome-report.js'
import type { ProvenAuthentication } from './proven-authentication.js'
import type { UserId } from './user.js'

/** Who presents a token, for its last use. */
export interface TokenClient {
  readonly address?: string | undefined
  readonly userAgent?: string | undefined
}

/**
 * Verifies credentials, with one of three outcomes: an authentication, a thrown
 * `RefusedError('invalid_token')`, or a thrown error of the store, which means that the result is unknown.
 * If the store answers in the same turn, the result is no promise; errors are thrown or rejected accordingly.
 *
 * @param client is called only where a last use is recorded
 */
export type VerifyToken<A = object> = (
  credentials: Credentials,
  request: RequestOfEvent,
  client?: () => TokenClient,
) => Awaitable<Authentication<A>>

/**
 * Proves credentials by the store alone, with the outcomes of `VerifyToken`. Reports nothing of a valid token.
 *
 * @param request of events; `undefined` where no request presents the token
 */
export type ProveToken<A = object> = (
  credentials: Credentials,
  request: RequestOfEvent | undefined,
) => Awaitable<ProvenAuthentication<A>>

/**
 * The same for every reason; the reason is for the operator alone.
 *
 * @param isAlone whether the token was presented without a user
 */
export function refusedToken(reason: string, userId?: UserId, isAlone = false): RefusedError {
  const text = isAlone ? 'Incorrect token.' : 'Incorrect user and token pair.'
  return new RefusedError('invalid_token', text, { reason, userId })
}
