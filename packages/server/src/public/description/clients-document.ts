/** The description of what the public listener answers: OpenAPI 3.1. */
import type { OpenApiDocument } from '../../openapi-document.js'
import { ACCESS_TOKEN_ROUTES } from './access-token-routes.js'
import { operationOf } from './described-route.js'
import { OAUTH_ROUTES } from './oauth-routes.js'
import { SECURITY_SCHEMES } from './security.js'
import { SERVER_ROUTES } from './server-routes.js'
import { tokenRoutes } from './token-routes.js'

export interface ClientsDocumentOptions {
  /** `false`: their routes are left out. */
  readonly hasAccessTokens: boolean
  /** Of the server. */
  readonly version: string
}

/** The routes of clients in one document. */
export function clientsDocument(options: ClientsDocumentOptions): OpenApiDocument {
  const { hasAccessTokens, version } = options
  const routes = [
    ...tokenRoutes(hasAccessTokens),
    ...(hasAccessTokens ? [...ACCESS_TOKEN_ROUTES, ...OAUTH_ROUTES] : []),
    ...SERVER_ROUTES,
  ]
  const used = new Set(routes.map(({ tag }) => tag))
  return {
    openapi: '3.1.0',
    info: {
      title: 'tokenapi for clients',
      version,
      description:
        'Clients get a token for a user name and a password, and present it. A refusal is `{"success": false, "errors": …}`; with `Accept: application/problem+json`, and at the routes for access tokens, it is problem details (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'the public listener' }],
    tags: TAGS.filter(({ name }) => used.has(name)),
    paths: Object.fromEntries(
      routes.map((route) => [route.path, { [route.method]: operationOf(route) }]),
    ),
    components: { securitySchemes: SECURITY_SCHEMES },
  }
}

const TAGS = [
  { name: 'Tokens', description: 'Get a token, and verify one.' },
  { name: 'Access tokens', description: 'Users list and end their own tokens.' },
  { name: 'OAuth', description: 'Introspection and revocation by the text of a token.' },
  { name: 'Examples', description: 'Guarded views.' },
  { name: 'Probes', description: 'What a load balancer asks, without a token.' },
]
