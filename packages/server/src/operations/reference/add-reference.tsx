/** The API descriptions as JSON, and as pages that need no other host and no script. */
import type { Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'

import type { OpenApiDocument } from '../../openapi-document.js'
import { currentVersion } from '../../version.js'
import { type DescribedApp, openapiDocument } from '../management/openapi.js'
import { addAssets } from '../page/assets.js'
import { Reference, type ReferenceProps } from './reference.js'

export interface ReferenceParts {
  /** The apps of this listener whose routes are described. */
  readonly described: readonly DescribedApp[]
  /** The description of the public routes. */
  readonly clients: () => OpenApiDocument
}

export function addReference(app: Hono, { described, clients }: ReferenceParts): void {
  const assets = addAssets(app)
  addPage(app, {
    path: '/api',
    documentPath: '/api/openapi.json',
    make: async () => openapiDocument(described, currentVersion()),
    listener: 'http://127.0.0.1:8001',
    other: { path: '/api/clients', name: 'API for clients' },
    assets,
  })
  addPage(app, {
    path: '/api/clients',
    documentPath: '/api/clients.json',
    make: async () => clients(),
    listener: 'http://127.0.0.1:8000',
    other: { path: '/api', name: 'management API' },
    assets,
  })
}

interface Page extends Omit<ReferenceProps, 'document'> {
  readonly path: string
  /** Called once, at the first request. */
  readonly make: () => Promise<OpenApiDocument>
}

function addPage(app: Hono, { path, make, ...props }: Page): void {
  let made: Promise<OpenApiDocument> | undefined
  const document = (): Promise<OpenApiDocument> => (made ??= make())

  app.get(props.documentPath, async (c) => {
    c.header('Cache-Control', 'no-cache')
    return c.json(await document())
  })

  app.get(path, PAGE_HEADERS, async (c) => {
    c.header('Cache-Control', 'no-cache')
    return c.html(html`<!doctype html>${<Reference document={await document()} {...props} />}`)
  })
  app.get(`${path}/`, (c) => c.redirect(path))
}

const PAGE_HEADERS = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
})
