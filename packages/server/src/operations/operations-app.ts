/** What operators reach, on a listener of its own: it answers also while the public one is flooded. */
import type { Hono } from 'hono'
import type { TokenApi } from 'tokenapi'

import { bareApp } from '../bare-app.js'
import type { Readiness } from '../readiness.js'
import { addMetrics } from './add-metrics.js'
import type { Admin } from './admin.js'
import { addHealth } from './health.js'
import { addHomePage } from './home-page.js'
import { MANAGEMENT_PREFIX } from './management/management-app.js'
import type { Metrics } from './metrics.js'
import { addReference } from './reference/add-reference.js'

/** What machines ask again and again. */
export const QUIET_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

export interface OperationsAppOptions {
  readonly readiness: Readiness
  readonly api: Pick<TokenApi, 'health'>
  readonly metrics: Metrics
  /** The management API and the admin page. Absent: a page with links. */
  readonly admin?: Admin | undefined
  /** More pages, before ours: the first that an address fits answers. */
  readonly pages?: (app: Hono) => void
  /** Receives the error of a page that threw. */
  readonly onError?: (error: unknown) => void
}

/** The app of the operations listener: health, readiness, metrics, and the admin page. */
export function createOperationsApp(options: OperationsAppOptions): Hono {
  const { readiness, api, metrics, admin, pages, onError } = options
  const app = bareApp(onError)
  pages?.(app)
  addHealth(app, readiness)
  addMetrics(app, metrics, api)
  if (admin === undefined) addHomePage(app)
  else {
    const { management, page, clients } = admin
    // By `fetch`: no middleware of the page runs for the API, and a request brings no principal.
    app.all(`${MANAGEMENT_PREFIX}/*`, (c) => management.fetch(c.req.raw))
    addReference(app, { described: [management, app], clients })
    app.all('*', (c) => page.fetch(c.req.raw))
  }
  return app
}
