import { requireScopes } from '../../core/access/scopes.js'
import { answer } from '../response/answer.js'
import { tokenJson } from '../response/token-json.js'
import { callerOf } from './caller.js'
import { notFound, ownToken } from './own-token.js'
import type { Route, RouteRequest } from './route.js'

/** POST tokens/ID/rotate.json: a new token in place of one. */
export const rotateToken: Route = {
  path: /^tokens\/([^/]+)\/rotate\.json$/,
  method: 'POST',
  refusals: 'problem',
  answer: rotate,
}

/**
 * The caller gets the new token, so it has no more scope and no longer life than the presented one, unless it takes
 * its place. It ends with the device of the caller, too.
 */
async function rotate(request: RouteRequest): Promise<Response> {
  const { accessTokens } = request.context
  const caller = await callerOf(request)
  const { authentication, tokenId } = caller
  const record = await ownToken(caller, request)
  const isCurrent = record.id === tokenId
  if (!isCurrent) requireScopes(authentication, record.scopes)
  const notAfter = isCurrent ? undefined : authentication.token.expiresAt
  const issued = await accessTokens.rotate(record.id, { notAfter }, request.event, tokenId)
  if (issued === undefined) throw notFound()
  return answer(request.view, { token: issued.token, ...tokenJson(issued.record, isCurrent) })
}
