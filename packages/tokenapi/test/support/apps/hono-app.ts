import { type Context, Hono, type MiddlewareHandler } from 'hono'

import {
  type TokenEnv,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../../src/adapters/hono.ts'
import type { ScenarioSetup, ScenarioRoute, Seen } from '../../../src/contracts/index.ts'

/** The scenario app on Hono; what stands in `before` runs before everything. */
export function honoApp(
  { api, routes }: ScenarioSetup,
  before: readonly MiddlewareHandler[] = [],
): Hono {
  const app = new Hono()
  for (const middleware of before) app.use(middleware)
  app.all('/token/*', tokenRoutes(api))
  for (const route of routes) {
    const { guard } = route
    if (guard === 'open') app.all(route.path, (c) => answer(c, route, {}))
    else if (guard === 'ask') {
      app.all(route.path, async (c) =>
        answer(c, route, await authenticate(api, c).catch((error: unknown) => ({ error }))),
      )
    } else app.all(route.path, tokenRequired(api, guard), (c) => answer(c, route, c.var))
  }
  return app
}

/** The same, each guard wrapped around its view. */
export function wrappedHonoApp({ api, routes }: ScenarioSetup): Hono {
  const app = honoApp({ world: 'fixture', api, routes: routes.filter(isUnguarded) })
  for (const route of routes) {
    const { guard } = route
    if (typeof guard === 'string') continue
    app.all(
      route.path,
      tokenRequired(api, guard, (c: Context<TokenEnv<Seen['user'], Seen['authentication']>>) =>
        answer(c, route, c.var),
      ),
    )
  }
  return app
}

const isUnguarded = ({ guard }: ScenarioRoute): boolean => typeof guard === 'string'

async function answer(
  c: Context,
  route: ScenarioRoute,
  seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
): Promise<Response> {
  const { status, headers, body } = route.answer({
    method: c.req.method,
    params: c.req.param() as Record<string, string>,
    body: await readRouteBody(c, route.reads),
    ...seen,
  })
  return new Response(body, { status, headers })
}

async function readRouteBody({ req }: Context, reads: ScenarioRoute['reads']): Promise<unknown> {
  if (reads === 'form') return req.parseBody()
  if (reads === 'json') return req.json()
  return reads === 'bytes' ? new Uint8Array(await req.arrayBuffer()) : undefined
}
