import type { TokenApi } from '../http/token-api.js'
import type { StoredUser } from '../core/user.js'

/** Headers that authenticate a user. Spread them into the headers of any test client. */
// A type alias: an interface is not assignable to the header types of clients.
export type LoginHeaders = { readonly authorization: string }

/**
 * Headers with today's token of the user, made without a password and without a look-up.
 *
 * @example
 * const response = await app.request('/index.json', { headers: loginAs(api, user) })
 */
export function loginAs(api: Pick<TokenApi, 'makeToken'>, user: StoredUser): LoginHeaders {
  return { authorization: `Bearer ${user.id}:${api.makeToken(user)}` }
}
