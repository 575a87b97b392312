import { type Context, Hono, type MiddlewareHandler } from 'hono'

import {
  type TokenEnv,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../../src/adapters/hono.ts'
import type { ScenarioSetup, ScenarioView, Seen } from '../../../src/contracts/index.ts'

/** The scenario app on Hono; what stands in `before` runs before everything. */
export function honoApp(
  { api, views }: ScenarioSetup,
  before: readonly MiddlewareHandler[] = [],
): Hono {
  const app = new Hono()
  for (const middleware of before) app.use(middleware)
  app.all('/token/*', tokenRoutes(api))
  for (const view of views) {
    const { guard } = view
    if (guard === 'open') app.all(view.path, (c) => answer(c, view, {}))
    else if (guard === 'ask') {
      app.all(view.path, async (c) =>
        answer(c, view, await authenticate(api, c).catch((error: unknown) => ({ error }))),
      )
    } else app.all(view.path, tokenRequired(api, guard), (c) => answer(c, view, c.var))
  }
  return app
}

/** The same, each guard wrapped around its view. */
export function wrappedHonoApp({ api, views }: ScenarioSetup): Hono {
  const app = honoApp({ world: 'fixture', api, views: views.filter(isUnguarded) })
  for (const view of views) {
    const { guard } = view
    if (typeof guard === 'string') continue
    app.all(
      view.path,
      tokenRequired(api, guard, (c: Context<TokenEnv<Seen['user'], Seen['authentication']>>) =>
        answer(c, view, c.var),
      ),
    )
  }
  return app
}

const isUnguarded = ({ guard }: ScenarioView): boolean => typeof guard === 'string'

async function answer(
  c: Context,
  view: ScenarioView,
  seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
): Promise<Response> {
  const { status, headers, body } = view.answer({
    method: c.req.method,
    params: c.req.param() as Record<string, string>,
    body: await bodyOf(c, view.reads),
    ...seen,
  })
  return new Response(body, { status, headers })
}

async function bodyOf({ req }: Context, reads: ScenarioView['reads']): Promise<unknown> {
  if (reads === 'form') return req.parseBody()
  if (reads === 'json') return req.json()
  return reads === 'bytes' ? new Uint8Array(await req.arrayBuffer()) : undefined
}
