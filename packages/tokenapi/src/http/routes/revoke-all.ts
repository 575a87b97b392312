import { answer } from '../response/answer.js'
import { readFields } from '../body/body-fields.js'
import { callerOf, presentedTokenId, requireScope } from './caller.js'
import type { Route, RouteRequest } from './route.js'

/** POST tokens/revoke-all.json: ends all tokens but the presented one; with `current: true` that too. */
export const revokeAll: Route = {
  path: /^tokens\/revoke-all\.json$/,
  method: 'POST',
  refusals: 'problem',
  answer: revoke,
}

async function revoke(request: RouteRequest): Promise<Response> {
  const { limits, accessTokens } = request.context
  const caller = await callerOf(request)
  requireScope(caller, 'tokens:write')
  const endsCurrent = (await readFields(caller.view, limits)).flag('current') === true
  // A classic token does not end here, so nothing does.
  if (endsCurrent) presentedTokenId(caller)
  const except = endsCurrent ? undefined : caller.tokenId
  const revoked = await accessTokens.revokeAll(
    caller.authentication.user.id,
    { except },
    request.event,
  )
  return answer(request.view, { revoked })
}
