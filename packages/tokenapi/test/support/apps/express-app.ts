import express, { type Express, type Request, type RequestHandler, type Response } from 'express'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/express.ts'
import type { ScenarioSetup, ScenarioRoute, Seen } from '../../../src/contracts/index.ts'
import { readBodyAs } from '../../../src/contracts/read-body.ts'

/** Where an application puts its body parsers. */
export interface Parsers {
  /** Before everything. */
  readonly before?: readonly RequestHandler[]
  /** Between the guard and the view. */
  readonly after?: readonly RequestHandler[]
}

/** The scenario app on Express; `using` is express 4 or 5. Routes are strict: case and slashes count. */
export function expressApp(
  { api, routes }: ScenarioSetup,
  { before = [], after = [] }: Parsers = {},
  using: typeof express = express,
): Express {
  const app = using()
  app.enable('case sensitive routing')
  app.enable('strict routing')
  for (const parser of before) app.use(parser)
  app.use('/token', tokenRoutes(api))
  for (const route of routes) app.all(route.path, guardsOf(api, route), ...after, send(api, route))
  // A body parser's own refusals, and nothing on the console about them.
  app.use(((error: { status?: number }, _req, res, _next) => {
    res.status(error.status ?? 500).end()
  }) as express.ErrorRequestHandler)
  return app
}

function guardsOf(api: ScenarioSetup['api'], { guard }: ScenarioRoute): RequestHandler[] {
  if (guard === 'open' || guard === 'ask') return []
  return [tokenRequired(api, guard)]
}

function send(api: ScenarioSetup['api'], route: ScenarioRoute): RequestHandler {
  return async (req, res) => {
    const asked: Pick<Seen, 'user' | 'error'> =
      route.guard === 'ask'
        ? await authenticate(api, req).catch((error: unknown) => ({ error }))
        : { user: req.user }
    const { authentication } = req
    const body = route.reads === undefined ? undefined : await readRouteBody(req, route.reads)
    const params = req.params as Record<string, string>
    answer(res, route.answer({ method: req.method, params, authentication, body, ...asked }))
  }
}

/** What a parser has left, or else the stream. */
async function readRouteBody(
  req: Request,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  if (req.readableEnded && reads !== 'bytes') return req.body as unknown
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const bytes = chunks.length === 0 && Buffer.isBuffer(req.body) ? req.body : Buffer.concat(chunks)
  return readBodyAs(reads, bytes)
}

function answer(
  res: Response,
  { status, headers, body }: ReturnType<ScenarioRoute['answer']>,
): void {
  res.status(status).set(headers).end(body)
}
