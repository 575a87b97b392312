/** The API description as JSON, and as a page that needs no other host and no script. */
import type { Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'

import { currentVersion } from '../../version.js'
import { type DescribedApp, type OpenApiDocument, openapiDocument } from '../management/openapi.js'
import { addAssets } from '../page/assets.js'
import { Reference } from './reference.js'

export const DOCUMENT_PATH = '/api/openapi.json'

/** `described`: the apps whose routes are in it. */
export function addReference(app: Hono, described: readonly DescribedApp[]): void {
  let made: Promise<OpenApiDocument> | undefined
  const document = (): Promise<OpenApiDocument> =>
    (made ??= openapiDocument(described, currentVersion()))
  const { style } = addAssets(app)

  app.get(DOCUMENT_PATH, async (c) => {
    c.header('Cache-Control', 'no-cache')
    return c.json(await document())
  })

  app.get(
    '/api',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
    }),
    async (c) => {
      c.header('Cache-Control', 'no-cache')
      return c.html(html`<!doctype html>${<Reference document={await document()} style={style} />}`)
    },
  )
  app.get('/api/', (c) => c.redirect('/api'))
}
