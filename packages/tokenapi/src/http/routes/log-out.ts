import { answer } from '../response/answer.js'
import { callerOf, presentedTokenId } from './caller.js'
import type { Route, RouteRequest } from './route.js'

/** POST logout.json: ends the token that is presented, whatever its scopes. */
export const logOut: Route = {
  path: /^logout\.json$/,
  method: 'POST',
  refusals: 'problem',
  answer: logOutCaller,
}

async function logOutCaller(request: RouteRequest): Promise<Response> {
  const id = presentedTokenId(await callerOf(request))
  const hasEnded = await request.context.accessTokens.revoke(id, request.event)
  return answer(request.view, { revoked: hasEnded ? 1 : 0 })
}
