/** What the application behind the proxy learns about the caller. */
import type { Authentication } from 'tokenapi'

import { ABSENT, headerList, headerValue } from './header-value.js'

export type IdentityHeaders = Readonly<Record<string, string>>

/** The headers that proxies copy to the application. A single hyphen: each has one other spelling, with "_". */
export const IDENTITY_HEADERS = ['X-Userid', 'X-Username', 'X-Tokenid', 'X-Scopes'] as const

/** Every header, whatever the token; `X-Tokenid: -` for a classic token, which has no id. */
export function identityHeaders({ user, token }: Authentication): IdentityHeaders {
  return {
    'X-Userid': headerValue(String(user.id)),
    'X-Username': headerValue(user.username),
    'X-Tokenid': tokenId(token),
    'X-Scopes': headerList(token.scopes, ' '),
  }
}

/**
 * The headers of oauth2-proxy. The e-mail address is not known, and a user name that looks like one may be chosen by its
 * user: the address is made of the id, below a domain that cannot exist (RFC 2606 §2).
 */
export function oauth2ProxyHeaders({ user, token }: Authentication): IdentityHeaders {
  const id = headerValue(String(user.id))
  return {
    'X-Auth-Request-User': id,
    'X-Auth-Request-Email': `${id}@user.invalid`,
    'X-Auth-Request-Preferred-Username': headerValue(user.username),
    'X-Auth-Request-Groups': headerList(token.scopes, ','),
  }
}

function tokenId(token: Authentication['token']): string {
  return token.kind === 'classic' || token.id === undefined ? ABSENT : headerValue(token.id)
}
