import type { TokenRecord } from '../../core/access/token-record.js'
import { RefusedError } from '../../core/errors.js'
import { type Caller, presentedTokenId, requireScope } from './caller.js'
import type { RouteRequest } from './route.js'

/** The id that names the token that is presented. */
const CURRENT = 'current'
/** The shape of every id: no other text reaches the store. */
const ID = /^[0-9A-Za-z]{22}$/

/**
 * The token of the caller that the path names; by default a living one. Throws `RefusedError`: `insufficient_scope` where it is not the
 * presented token and that lacks `tokens:write`, whether or not the id exists; `not_found` for a token of another user too.
 */
export async function ownToken(
  caller: Caller,
  { context, parts: [named = ''] }: RouteRequest,
  find: (id: string) => Promise<TokenRecord | undefined> = (id) => context.accessTokens.get(id),
): Promise<TokenRecord> {
  const id = named === CURRENT ? presentedTokenId(caller) : named
  if (id !== caller.tokenId) requireScope(caller, 'tokens:write')
  const record = ID.test(id) ? await find(id) : undefined
  if (record?.userId === caller.authentication.user.id) return record
  throw notFound()
}

/** For a token that has ended meanwhile too. */
export function notFound(): RefusedError {
  return new RefusedError('not_found', 'There is no such token.')
}
