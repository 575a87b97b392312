import { H3, type H3Event, HTTPError, type Middleware, readBody } from 'h3'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/h3.ts'
import type { ScenarioSetup, ScenarioRoute, Seen } from '../../../src/contracts/index.ts'

export interface H3AppOptions {
  /** Run before everything. */
  readonly before?: readonly Middleware[]
  /** Whether each guard is wrapped around its view, rather than middleware of its route. */
  readonly wrapped?: boolean
}

/** The scenario app on h3. */
export function h3App({ api, routes }: ScenarioSetup, options: H3AppOptions = {}): H3 {
  const app = new H3({ silent: true })
  for (const middleware of options.before ?? []) app.use(middleware)
  app.all('/token/**', tokenRoutes(api))
  app.use(refuseSlashes)
  for (const route of routes) {
    const { guard } = route
    const open = (event: H3Event): Promise<Response> => answer(event, route, event.context)
    if (guard === 'open') app.all(route.path, open)
    else if (guard === 'ask') {
      app.all(route.path, async (event) =>
        answer(event, route, await authenticate(api, event).catch((error: unknown) => ({ error }))),
      )
    } else if (options.wrapped === true) app.all(route.path, tokenRequired(api, guard, open))
    else app.all(route.path, open, { middleware: [tokenRequired(api, guard)] })
  }
  return app
}

/** To h3 a slash at the end is nothing; in the scenarios slashes count. */
function refuseSlashes({ url: { pathname } }: H3Event): void {
  if (pathname.endsWith('/') && !pathname.startsWith('/token/')) throw HTTPError.status(404)
}

async function answer(
  event: H3Event,
  route: ScenarioRoute,
  seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
): Promise<Response> {
  const { status, headers, body } = route.answer({
    method: event.req.method,
    params: event.context.params,
    body: await readRouteBody(event, route.reads),
    ...seen,
  })
  return new Response(body, { status, headers })
}

async function readRouteBody(event: H3Event, reads: ScenarioRoute['reads']): Promise<unknown> {
  if (reads === 'bytes') return new Uint8Array(await event.req.arrayBuffer())
  return reads === undefined ? undefined : readBody(event)
}
