/** The description of the management API: OpenAPI 3.1, made from the routes themselves. */
import { generateSpecs } from 'hono-openapi'

import type { ManagementApp } from './management-app.js'
import { ADMIN_SCOPES } from './scopes.js'

export async function openapiDocument(app: ManagementApp, version: string): Promise<object> {
  return generateSpecs(app, {
    // Without this, routes that end in .json are silently left out.
    excludeStaticFile: false,
    documentation: {
      openapi: '3.1.0',
      info: {
        title: 'tokenapi management API',
        version,
        description: `Everything that the admin page can do. Present an access token of an administrator: \`Authorization: Bearer TOKEN\`. Its scopes decide: ${scopeList()}. \`admin:*\` stands for all.`,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          accessToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'An access token with admin scopes.',
          },
        },
      },
    },
  })
}

function scopeList(): string {
  return Object.entries(ADMIN_SCOPES)
    .map(([scope, what]) => `\`${scope}\` (${what})`)
    .join(', ')
}
