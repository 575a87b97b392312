import type { OpenAPIV3_1 } from 'openapi-types'

/** How a caller presents a token. */
export const SECURITY_SCHEMES: Readonly<Record<string, OpenAPIV3_1.SecuritySchemeObject>> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token (RFC 6750), or `USER:TOKEN` for a token of either kind.',
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'The id of the user as name, the token as password (RFC 7617).',
  },
}

/** A token in one of the schemes, with these scopes. */
export function withToken(...scopes: string[]): readonly OpenAPIV3_1.SecurityRequirementObject[] {
  return Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: scopes }))
}
