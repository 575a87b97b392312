import { RefusedError, isRefusedError } from '../../core/errors.js'
import type { Authentication } from '../../core/authentication.js'
import { requireScopes } from '../../core/access/scopes.js'
import { authenticateRequest } from '../guard/authenticate-request.js'
import type { CredentialPlace } from '../credentials/credential-places.js'
import { rereadable } from '../view/rereadable-view.js'
import type { RequestView } from '../view/request-view.js'
import type { RouteRequest } from './route.js'

/** Who sends a request to a route for access tokens. */
export interface Caller {
  readonly authentication: Authentication
  /** The id of the access token that is presented; `undefined` for a token of another kind. */
  readonly tokenId: string | undefined
  /** The request, whose body can be read although credentials were looked for in it. */
  readonly view: RequestView
}

/** The caller, whatever the scopes of its token. Throws `RefusedError`: 401 also for a wrong token. */
export async function callerOf(
  { view: sent, context }: RouteRequest,
  credentials: readonly CredentialPlace[] = context.places,
): Promise<Caller> {
  const view = rereadable(sent)
  try {
    const authentication = await authenticateRequest(context, view, { credentials, scopes: [] })
    // Only an optional authentication is `undefined`.
    return callerWith(authentication as Authentication, view)
  } catch (error) {
    throw isRefusedError(error) ? refusalOfRoute(error) : error
  }
}

/** These routes are no part of the original, so their clients get the status of RFC 6750, and a sentence about tokens. */
function refusalOfRoute(error: RefusedError): RefusedError {
  const { code, reason, userId, advice } = error
  if (code === 'invalid_token') {
    return new RefusedError(code, 'The token is not valid.', { status: 401, reason, userId })
  }
  if (code !== 'missing_credentials') return error
  return new RefusedError(code, 'Must include a token: `Authorization: Bearer TOKEN`.', {
    reason,
    advice,
  })
}

function callerWith(authentication: Authentication, view: RequestView): Caller {
  const { token } = authentication
  return { authentication, tokenId: token.kind === 'access' ? token.id : undefined, view }
}

/** What a token needs beside itself: to see, or to change, other tokens of its user. */
export type TokenScope = 'tokens:read' | 'tokens:write'

/** Throws `RefusedError('insufficient_scope')`. */
export function requireScope({ authentication }: Caller, scope: TokenScope): void {
  requireScopes(authentication, [scope])
}

/** The id of the token that is presented. Throws `RefusedError` for a token without a record. */
export function presentedTokenId({ tokenId }: Caller): string {
  if (tokenId !== undefined) return tokenId
  throw new RefusedError(
    'unsupported_token_type',
    'Only an access token has a record: the presented token is of another kind.',
  )
}
