import { answer } from '../response/answer.js'
import { callerOf } from './caller.js'
import { notFound, ownToken } from './own-token.js'
import type { Route, RouteRequest } from './route.js'

/** POST tokens/ID/revoke.json: ends one device. */
export const revokeToken: Route = {
  path: /^tokens\/([^/]+)\/revoke\.json$/,
  method: 'POST',
  refusals: 'problem',
  answer: revoke,
}

async function revoke(request: RouteRequest): Promise<Response> {
  const { accessTokens } = request.context
  const caller = await callerOf(request)
  // Also by the id of a token that a rotation has replaced since the list was read.
  const { id } = await ownToken(caller, request, (named) => accessTokens.find({ id: named }))
  if (!(await accessTokens.revoke(id, request.event))) throw notFound()
  return answer(request.view, { revoked: 1 })
}
