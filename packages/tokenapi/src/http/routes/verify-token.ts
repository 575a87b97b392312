import type { Credentials } from '../../core/credentials.js'
import { RefusedError, isRefusedError } from '../../core/errors.js'
import { answer } from '../response/answer.js'
import { verifyCredentials } from '../guard/authenticate-request.js'
import type { Route, RouteRequest } from './route.js'

/** TOKEN/USER.json: exactly 24 characters, and digits alone. */
export const verifyClassic: Route = {
  path: /^([^/\n]{24})\/([0-9]+)\.json$/u,
  refusals: 'negotiated',
  answer: verify,
}

/** The same for an access token, whose user may have any id. */
export const verifyAccess: Route = {
  path: /^((?:secret-token:)?[A-Za-z]\w*_[0-9A-Za-z]+)\/([^/\n]+)\.json$/u,
  refusals: 'negotiated',
  answer: verify,
}

/** Whether this token is this user's now. */
async function verify({ view, context, parts }: RouteRequest): Promise<Response> {
  const [token, user] = parts
  try {
    await verifyCredentials(context, { token, user } as Required<Credentials>, view)
  } catch (error) {
    if (!isRefusedError(error)) throw error
    const { code, reason } = error
    throw new RefusedError(code, 'Token did not match user.', {
      status: 401,
      ...(reason === undefined ? {} : { reason }),
    })
  }
  return answer(view, {})
}
