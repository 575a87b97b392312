import { hasScopes } from '../../core/access/scopes.js'
import { answer } from '../response/answer.js'
import { tokenJson } from '../response/token-json.js'
import { callerOf } from './caller.js'
import type { Route, RouteRequest } from './route.js'

/** GET tokens.json: the caller's living tokens, oldest first; the presented one alone without `tokens:read`. */
export const listTokens: Route = {
  path: /^tokens\.json$/,
  method: 'GET',
  refusals: 'problem',
  answer: list,
}

async function list(request: RouteRequest): Promise<Response> {
  const { authentication, tokenId } = await callerOf(request)
  const { user, token } = authentication
  const all = await request.context.accessTokens.list(user.id)
  const seen = hasScopes(token.scopes, ['tokens:read'])
    ? all
    : all.filter(({ id }) => id === tokenId)
  return answer(request.view, { tokens: seen.map((record) => tokenJson(record, tokenId)) })
}
