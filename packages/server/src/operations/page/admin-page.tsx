/** The admin page: HTML that is made here, over the management API. It works without a script. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { except } from 'hono/combine'
import { secureHeaders } from 'hono/secure-headers'
import { isUnavailableError } from 'tokenapi'

import { addAssets } from './assets.js'
import { isRefused } from './management-client.js'
import type { PageEnv } from './page-env.js'
import { type AdminPageOptions, type PageTools, pageTools } from './page-tools.js'
import { Message } from './parts.js'
import { addEventPages } from './routes/event-pages.js'
import { addExplainPage } from './routes/explain-page.js'
import { addImportPages } from './routes/import-pages.js'
import { addOverviewPage } from './routes/overview-page.js'
import { addSettingsPage } from './routes/settings-page.js'
import { addSignIn } from './routes/sign-in-pages.js'
import { addTokenPages } from './routes/token-pages.js'
import { addUserPages } from './routes/user-pages.js'
import { ownOrigin } from './session/own-origin.js'
import { createSessions } from './session/sessions.js'
import { signedIn } from './session/signed-in.js'
import { isUpload } from './upload.js'

/** Bytes of a form. */
const LARGEST_FORM = 65_536

const NOTHING = ["'none'"]
const SELF = ["'self'"]
const POLICY = {
  defaultSrc: NOTHING,
  styleSrc: SELF,
  scriptSrc: SELF,
  connectSrc: SELF,
  imgSrc: SELF,
  formAction: SELF,
  baseUri: NOTHING,
  frameAncestors: NOTHING,
}

export function adminPage(options: AdminPageOptions): Hono<PageEnv> {
  const app = new Hono<PageEnv>()
  app.use(ownOrigin(options.publicUrl))
  app.use(
    secureHeaders({
      contentSecurityPolicy: POLICY,
      // Without it, browsers send `Origin: null` with forms.
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
    }),
  )
  app.use(except(isUpload, bodyLimit({ maxSize: LARGEST_FORM })))
  const assets = addAssets(app)
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })

  const sessions = options.sessions ?? createSessions()
  const tools = pageTools(app, assets, options, sessions)
  addSignIn(tools)
  app.use(signedIn(tools))
  addOverviewPage(tools)
  addImportPages(tools)
  addUserPages(tools)
  addTokenPages(tools)
  addEventPages(tools)
  addExplainPage(tools)
  addSettingsPage(tools)
  addErrors(tools)
  return app
}

function addErrors({ app, page, options }: PageTools): void {
  app.notFound((c) =>
    page(
      c,
      'Not found',
      <Message title="Page not found" text="No page, user or import has this address." />,
      404,
    ),
  )
  app.onError((error, c) => {
    if (isRefused(error) && error.status !== 503) {
      return page(c, 'Problem', <Message title={error.message} />, error.status)
    }
    if (isUnavailableError(error) || isRefused(error)) {
      c.header('Retry-After', '5')
      const text = 'Nothing was changed. Try again in a moment.'
      const body = <Message title="The database does not answer" text={text} />
      return page(c, 'Try again', body, 503)
    }
    options.onError(error)
    return page(c, 'Error', <Message title="This failed" text="The log has the error." />, 500)
  })
}
