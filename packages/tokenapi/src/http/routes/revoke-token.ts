import { answer } from '../response/answer.js'
import { callerOf } from './caller.js'
import { ownToken } from './own-token.js'
import type { Route, RouteRequest } from './route.js'

/** POST tokens/ID/revoke.json: ends one token. */
export const revokeToken: Route = {
  path: /^tokens\/([^/]+)\/revoke\.json$/,
  method: 'POST',
  refusals: 'problem',
  answer: revoke,
}

async function revoke(request: RouteRequest): Promise<Response> {
  const { id } = await ownToken(await callerOf(request), request)
  const hasEnded = await request.context.accessTokens.revoke(id, request.event)
  return answer(request.view, { revoked: hasEnded ? 1 : 0 })
}
