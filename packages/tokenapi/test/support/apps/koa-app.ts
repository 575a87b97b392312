import { Router } from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/koa.ts'
import { originForm, pathOf } from '../../../src/http/view/request-view.ts'
import type { ScenarioSetup, ScenarioRoute, Seen } from '../../../src/contracts/index.ts'
import { readBodyAs } from '../../../src/contracts/read-body.ts'

/** Where an application puts its body parsers. */
export interface Parsers {
  /** Before everything. */
  readonly before?: readonly Middleware[]
  /** Between the guard and the view. */
  readonly after?: readonly Middleware[]
}

/** The scenario app on Koa and @koa/router. Routes are strict: case and slashes count. */
export function koaApp({ api, routes }: ScenarioSetup, parsers: Parsers = {}): Koa {
  const { app, after } = bareApp(parsers)
  app.use(tokenRoutes(api))
  const router = new Router({ sensitive: true, strict: true })
  for (const route of routes) {
    router.all(route.path, ...guardOf(api, route), ...after, (ctx) =>
      answer(api, route, ctx, ctx.params),
    )
  }
  app.use(router.routes())
  return app
}

/** The same without a router, each guard wrapped around its view. */
export function routerlessKoaApp({ api, routes }: ScenarioSetup): Koa {
  const { app } = bareApp({})
  app.use(tokenRoutes(api))
  for (const route of routes) {
    const { guard } = route
    const pattern = new RegExp(
      `^${route.path.replaceAll('.', '\\.').replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`,
    )
    app.use(async (ctx, next) => {
      const match = pattern.exec(pathOf(originForm(ctx.url)))
      if (match === null) return next()
      const reply = (inner: Context): Promise<void> => answer(api, route, inner, match.groups ?? {})
      await (typeof guard === 'string' ? reply : tokenRequired(api, guard, reply))(ctx, next)
    })
  }
  return app
}

function bareApp({ before = [], after = [] }: Parsers): {
  app: Koa
  after: readonly Middleware[]
} {
  const app = new Koa()
  // A body parser's own refusals, and nothing on the console about them.
  app.silent = true
  for (const parser of before) app.use(parser)
  return { app, after }
}

function guardOf(api: ScenarioSetup['api'], { guard }: ScenarioRoute): Middleware[] {
  return typeof guard === 'string' ? [] : [tokenRequired(api, guard) as Middleware]
}

async function answer(
  api: ScenarioSetup['api'],
  route: ScenarioRoute,
  ctx: Context,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const seen: Pick<Seen, 'user' | 'authentication' | 'error'> =
    route.guard === 'ask'
      ? await authenticate(api, ctx).catch((error: unknown) => ({ error }))
      : ctx.state
  const body = route.reads === undefined ? undefined : await readRouteBody(ctx, route.reads)
  const reply = route.answer({ method: ctx.method, params, body, ...seen })
  ctx.status = reply.status
  ctx.set(reply.headers)
  ctx.body = Buffer.from(reply.body)
}

/** What a parser has left, or else the stream. */
async function readRouteBody(
  { req, request }: Context,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  if (req.readableEnded && reads !== 'bytes') return request.body
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return readBodyAs(reads, bytes)
}
