import type { LoginClient } from '../core/login/login-attempt.js'
import { memberOf } from '../core/options/member-of.js'
import type { ApiContext } from './api-context.js'
import { eventRequestOf } from './event-request.js'
import { headerCredentials } from './credentials/presented-credentials.js'
import type { RequestView } from './view/request-view.js'

type LoginContext = Pick<ApiContext, 'clientAddress' | 'tokenPrefixes'>

/** Who sends a login request. */
export function loginClientOf(view: RequestView, context: LoginContext): LoginClient {
  const { clientAddress } = context
  return {
    address: clientAddress(view),
    signal: memberOf(view, 'signal')?.call(view),
    credentials: headerCredentials(view, context),
    request: () => eventRequestOf(view, clientAddress),
  }
}
