/** The description of what the operations listener answers: OpenAPI 3.1, made from the routes themselves. */
import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'

import type { OpenApiDocument } from '../../openapi-document.js'
import type { ManagementApp } from './management-app.js'
import { ADMIN_SCOPES } from './scopes.js'

/** An app with described routes. */
export type DescribedApp = Hono | ManagementApp

/** The routes of all apps in one document. */
export async function openapiDocument(
  apps: readonly DescribedApp[],
  version: string,
): Promise<OpenApiDocument> {
  const all = await Promise.all(apps.map((app) => describedRoutes(app, version)))
  const paths = all.flatMap((each) => Object.entries(each.paths))
  return { ...(all[0] as OpenApiDocument), paths: Object.fromEntries(paths) }
}

async function describedRoutes(app: DescribedApp, version: string): Promise<OpenApiDocument> {
  const document = await generateSpecs(app as Hono, {
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
      servers: [{ url: '/', description: 'the listener for operators' }],
      tags: [
        { name: 'Users', description: 'Find, add, change and unlock users.' },
        { name: 'Tokens', description: 'List, issue and revoke access tokens.' },
        { name: 'Events', description: 'The audit trail.' },
        { name: 'Inspection', description: 'What an operator looks at. Changes nothing.' },
        { name: 'Import', description: 'Users from a file.' },
        { name: 'Operation', description: 'Health and metrics, without a token.' },
      ],
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
  // Its types allow references that it does not make.
  return document as unknown as OpenApiDocument
}

function scopeList(): string {
  return Object.entries(ADMIN_SCOPES)
    .map(([scope, what]) => `\`${scope}\` (${what})`)
    .join(', ')
}
