import { splitClassicToken } from '../../core/classic/classic-token.js'
import { RefusedError } from '../../core/errors.js'
import { answer } from '../response/answer.js'
import { callerOf } from './caller.js'
import type { Route, RouteRequest } from './route.js'
import { tokenParameter } from './token-parameter.js'

/** POST revoke: RFC 7009. The caller authenticates in the header, as the form holds the token in question. */
export const revokePresented: Route = {
  path: /^revoke$/,
  method: 'POST',
  refusals: 'oauth',
  answer: revoke,
}

/** 200 for an unknown token too: RFC 7009 §2.2. A token of another user does not end. */
async function revoke(request: RouteRequest): Promise<Response> {
  const { limits, accessTokens } = request.context
  const caller = await callerOf(request, ['header'])
  const token = await tokenParameter(caller, limits)
  if (splitClassicToken(token) !== undefined) {
    throw new RefusedError(
      'unsupported_token_type',
      'A classic token cannot be revoked: it ends with the password, or by its date.',
    )
  }
  const found = await accessTokens.find({ token })
  const isOwn = found?.userId === caller.authentication.user.id
  if (isOwn) await accessTokens.revoke(found.id, request.event)
  return answer(request.view, {})
}
