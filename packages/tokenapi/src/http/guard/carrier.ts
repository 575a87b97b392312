import type { Authentication } from '../../core/authentication.js'
import { ConfigError } from '../../core/errors.js'
import type { User } from '../../core/user.js'
import type { GuardOptions } from './guard-options.js'

/** What a guard writes on: a request, a state, the context of an event, the client of a gateway. */
export interface Carrier {
  user?: User | undefined
  authentication?: Authentication | undefined
}

/** Where the guard's user goes. */
export type Place = Pick<GuardOptions, 'userProperty'>

/**
 * Puts the user where handlers look for it. Where an optional guard let in without one, the user of a
 * session, or of whatever ran before, stays. Throws `ConfigError` where another user cannot be replaced.
 */
export function setUser(
  on: object,
  authentication: Authentication | undefined,
  { userProperty = 'user' }: Place = {},
): void {
  if (authentication === undefined) {
    // It says that a guard was here.
    if (!('authentication' in on)) put(on, 'authentication', undefined)
    return
  }
  put(on, userProperty, authentication.user)
  put(on, 'authentication', authentication)
}

/** Takes away what `setUser` put there, and nothing else. */
export function unsetUser(on: Carrier & object): void {
  if (on.authentication === undefined) return
  if (on.user === on.authentication.user) on.user = undefined
  on.authentication = undefined
}

function put(on: object, name: string, value: unknown): void {
  // Assignment is faster than `defineProperty`, and usually enough.
  if (Reflect.set(on, name, value) && Reflect.get(on, name) === value) return
  // A getter, of the prototype or of the request itself, is covered.
  const property = { value, writable: true, enumerable: true, configurable: true }
  if (Reflect.defineProperty(on, name, property)) return
  // A fixed property without a value does no harm: the user is at `authentication.user`.
  if ((Reflect.get(on, name) ?? undefined) === undefined) return
  // Otherwise the handler would take the user of the session for the one of the token.
  throw new ConfigError(
    `the request's \`${name}\` is a getter that cannot be replaced, and gives another user than the token: name another place with the option \`userProperty\``,
  )
}
