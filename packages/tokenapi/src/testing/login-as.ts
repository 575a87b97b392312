import type { TokenApi } from '../http/token-api.js'
import type { StoredUser } from '../core/user.js'

/** What a test client sends to be this user: spread it into the headers of whatever client it is. */
// A type, which fits what clients take for headers; an interface would not.
export type LoginHeaders = { readonly authorization: string }

/** Headers that carry today's token of the user. No password is asked, nothing is looked up. */
export function loginAs(api: Pick<TokenApi, 'makeToken'>, user: StoredUser): LoginHeaders {
  return { authorization: `Bearer ${user.id}:${api.makeToken(user)}` }
}
