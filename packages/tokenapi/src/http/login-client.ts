import type { LoginClient } from '../core/login-attempt.js'
import { memberOf } from '../core/member-of.js'
import type { ClientAddress } from './client-address.js'
import { eventRequestOf } from './event-request.js'
import { headerCredentials } from './presented-credentials.js'
import type { RequestView } from './request-view.js'

/** Who sends a login request. */
export function loginClientOf(view: RequestView, clientAddress: ClientAddress): LoginClient {
  return {
    address: clientAddress(view),
    signal: memberOf(view, 'signal')?.call(view),
    credentials: headerCredentials(view),
    request: () => eventRequestOf(view, clientAddress),
  }
}
