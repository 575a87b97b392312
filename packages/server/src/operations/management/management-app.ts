/** The management API: everything that the admin page can do, for programs. */
import { Hono } from 'hono'

import { events } from './events.js'
import { authenticated } from './guard.js'
import { imports } from './import/import.js'
import { inspection } from './inspection.js'
import type { ManagementEnv, ManagementParts } from './management-env.js'
import { overview } from './overview/overview.js'
import { Problem, problemOf, problemResponse } from './problem.js'
import { tokens } from './tokens.js'
import { users } from './users.js'

export const MANAGEMENT_PREFIX = '/api/v1'

/** The type of the routes, for a typed client. */
export type ManagementApp = ReturnType<typeof managementApp>

export function managementApp(parts: ManagementParts, onError: (error: unknown) => void) {
  const guarded = new Hono<ManagementEnv>()
  guarded.use(authenticated(parts))
  const routes = guarded
    .route('/', users(parts))
    .route('/', tokens(parts))
    .route('/', events(parts))
    .route('/', inspection(parts))
    .route('/', overview(parts))
    .route('/', imports(parts))
  const app = new Hono<ManagementEnv>()
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.onError((error, c) => {
    const problem = problemOf(error)
    if (problem !== undefined) return problemResponse(c, problem)
    onError(error)
    return c.body(
      '{"title": "Internal Server Error", "status": 500, "code": "internal", "detail": "See the log."}',
      {
        status: 500,
        headers: { 'content-type': 'application/problem+json' },
      },
    )
  })
  app.notFound((c) =>
    problemResponse(c, new Problem('not_found', 'There is nothing at this address.')),
  )
  return app.route(MANAGEMENT_PREFIX, routes)
}
