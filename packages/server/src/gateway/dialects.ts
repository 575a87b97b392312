/** How each proxy asks: where it puts the request that it asks about, and what it expects in the answer. */
import type { Authentication } from 'tokenapi'

import { type IdentityHeaders, identityHeaders, oauth2ProxyHeaders } from './identity-headers.js'

export const DIALECTS = ['nginx', 'traefik', 'caddy', 'haproxy', 'envoy', 'oauth2-proxy'] as const
export type DialectName = (typeof DIALECTS)[number]

export interface Dialect {
  /** Also every path below it. */
  readonly path: string
  /**
   * The headers with the method and the target of the original request; `undefined`: its method is that of the question,
   * and its target follows the path. A proxy sets one pair or the other, and passes the client's own of the other pair
   * on: only one pair is read.
   */
  readonly original: { readonly method: string; readonly target: string } | undefined
  readonly identity: (authentication: Authentication) => IdentityHeaders
}

const ORIGINAL = { method: 'x-original-method', target: 'x-original-uri' } as const
const FORWARDED = { method: 'x-forwarded-method', target: 'x-forwarded-uri' } as const

export const DIALECT: Readonly<Record<DialectName, Dialect>> = {
  'nginx': { path: '/gateway/nginx', original: ORIGINAL, identity: identityHeaders },
  'traefik': { path: '/gateway/traefik', original: FORWARDED, identity: identityHeaders },
  'caddy': { path: '/gateway/caddy', original: FORWARDED, identity: identityHeaders },
  'haproxy': { path: '/gateway/haproxy', original: ORIGINAL, identity: identityHeaders },
  'envoy': { path: '/gateway/envoy', original: undefined, identity: identityHeaders },
  'oauth2-proxy': { path: '/oauth2/auth', original: FORWARDED, identity: oauth2ProxyHeaders },
}
