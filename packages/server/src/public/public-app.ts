/** What clients reach. */
import type { Hono } from 'hono'
import type { TokenApi } from 'tokenapi'

import { bareApp } from '../bare-app.js'
import type { Readiness } from '../readiness.js'
import { addExampleViews } from './example-views.js'
import { addProbes } from './probes.js'
import { type WelcomePageOptions, addWelcomePage } from './welcome-page.js'

export interface PublicAppOptions {
  readonly api: TokenApi
  readonly readiness: Readiness
  /** What `GET /` shows. Absent: 404, as the original answers. */
  readonly welcome?: WelcomePageOptions | undefined
  /** More views, before ours: the first that an address fits answers. */
  readonly views?: (app: Hono) => void
  /** Receives the error of a view that threw. */
  readonly onError?: (error: unknown) => void
}

/** The app of the public listener: token routes, example views, and what a load balancer asks. */
export function createPublicApp(options: PublicAppOptions): Hono {
  const { api, readiness, welcome, views, onError } = options
  const app = bareApp(onError)
  views?.(app)
  app.all('/token/*', (c) => api.handle(c.req.raw))
  addExampleViews(app, api)
  addProbes(app, readiness)
  if (welcome !== undefined) addWelcomePage(app, welcome)
  return app
}
