import { IDENTITY_HEADERS } from '../identity-headers.js'
import { type SnippetOptions, eachHeader, scopesQuery, underscored } from './snippet.js'

/** A file for Traefik's file provider: Traefik 2.11 or 3. */
export function traefikSnippet({ server, application, scopes }: SnippetOptions): string {
  return `http:
  routers:
    application:
      rule: PathPrefix(\`/\`)
      service: application
      # In this order.
      middlewares: [without-identity, tokenapi, without-token]
    # Logins, and what clients do with their own tokens. No other path of the token server is open.
    tokens:
      rule: PathPrefix(\`/token/\`)
      service: tokenapi

  middlewares:
    without-identity:
      headers:
        customRequestHeaders:
${eachHeader((name) => `          ${name}: ""`)}
${eachHeader((name) => `          ${underscored(name)}: ""`)}
    tokenapi:
      forwardAuth:
        address: http://${server}/gateway/traefik${scopesQuery(scopes)}
        trustForwardHeader: false
        # No header of the client but these.
        authRequestHeaders: [Authorization, Accept, User-Agent, X-Request-Id]
        authResponseHeaders: [${IDENTITY_HEADERS.join(', ')}]
    without-token:
      headers:
        customRequestHeaders:
          Authorization: ""
        customResponseHeaders:
          # Also where the application sends a Cache-Control of its own.
          Cache-Control: no-store

  services:
    application:
      loadBalancer:
        servers:
          - url: http://${application}
    tokenapi:
      loadBalancer:
        servers:
          - url: http://${server}
`
}
