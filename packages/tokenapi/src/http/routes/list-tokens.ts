import { hasScopes } from '../../core/access/scopes.js'
import { answer } from '../response/answer.js'
import { tokenJson } from '../response/token-json.js'
import { callerOf } from './caller.js'
import type { Route, RouteRequest } from './route.js'

/** GET tokens.json: the caller's devices, oldest first; the present one alone without `tokens:read`. */
export const listTokens: Route = {
  path: /^tokens\.json$/,
  method: 'GET',
  refusals: 'problem',
  answer: list,
}

async function list(request: RouteRequest): Promise<Response> {
  const { authentication, tokenId } = await callerOf(request)
  const { user, token } = authentication
  const all = await request.context.accessTokens.devices(user.id, tokenId)
  const maySeeAll = hasScopes(token.scopes, ['tokens:read'])
  const seen = all.filter(({ isCurrent }) => maySeeAll || isCurrent)
  return answer(request.view, {
    tokens: seen.map(({ record, isCurrent }) => tokenJson(record, isCurrent)),
  })
}
