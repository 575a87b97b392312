import { RefusedError } from '../../core/errors.js'
import { answer } from '../response/answer.js'
import { readFields } from '../body/body-fields.js'
import { readTokenName } from '../../core/access/token-name.js'
import { tokenJson } from '../response/token-json.js'
import { callerOf, requireScope } from './caller.js'
import { notFound, ownToken } from './own-token.js'
import type { Route, RouteRequest } from './route.js'

/** POST tokens/ID/rename.json with `name`. Needs `tokens:write` for the presented token too: names are for people. */
export const renameToken: Route = {
  path: /^tokens\/([^/]+)\/rename\.json$/,
  method: 'POST',
  refusals: 'problem',
  answer: rename,
}

async function rename(request: RouteRequest): Promise<Response> {
  const { context } = request
  const caller = await callerOf(request)
  requireScope(caller, 'tokens:write')
  const { id } = await ownToken(caller, request)
  const name = readTokenName((await readFields(caller.view, context.limits)).text('name'))
  if (name === undefined) throw new RefusedError('invalid_request', 'Must include `name`.')
  const renamed = await context.accessTokens.rename(id, name)
  if (renamed === undefined) throw notFound()
  return answer(request.view, tokenJson(renamed, id === caller.tokenId))
}
