import type { Introspection } from '../../core/access/introspect-token.js'
import { jsonText } from '../response/answer.js'
import { type Caller, callerOf } from './caller.js'
import type { Route, RouteRequest } from './route.js'
import { tokenParameter } from './token-parameter.js'

/** POST introspect: RFC 7662. The caller authenticates in the header, as the form holds the token in question. */
export const introspect: Route = {
  path: /^introspect$/,
  method: 'POST',
  refusals: 'oauth',
  answer: describe,
}

async function describe(request: RouteRequest): Promise<Response> {
  const { limits, accessTokens } = request.context
  const caller = await callerOf(request, ['header'])
  const found = await accessTokens.introspect(await tokenParameter(caller, limits))
  // Plain JSON, which has no member beyond those of the RFC.
  return jsonText(request.view, JSON.stringify(maySee(caller, found) ? found : NOT_ACTIVE))
}

const NOT_ACTIVE: Introspection = { active: false }

/** Tokens of other users only by a scope that was given for it: `'*'` is about the user's own affairs. */
function maySee({ authentication }: Caller, found: Introspection): boolean {
  const { user, token } = authentication
  return (
    found.active && (found.sub === String(user.id) || token.scopes.includes('tokens:introspect'))
  )
}
