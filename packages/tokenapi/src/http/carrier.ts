import type { Authentication } from '../core/authenticate.js'
import type { User } from '../core/user.js'

/** What a guard writes on: a request, a state, the context of an event, the client of a gateway. */
export interface Carrier {
  user?: User | undefined
  authentication?: Authentication | undefined
}

/** Puts the user where handlers look for it: `undefined` where an optional guard let in without one. */
export function carry(on: object, authentication: Authentication | undefined): void {
  const carrier: Carrier = on
  carrier.user = authentication?.user
  carrier.authentication = authentication
}
