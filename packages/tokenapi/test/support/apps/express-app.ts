import express, { type Express, type Request, type RequestHandler, type Response } from 'express'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/express.ts'
import type { ScenarioSetup, ScenarioView, Seen } from '../../../src/contracts/index.ts'
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
  { api, views }: ScenarioSetup,
  { before = [], after = [] }: Parsers = {},
  using: typeof express = express,
): Express {
  const app = using()
  app.enable('case sensitive routing')
  app.enable('strict routing')
  for (const parser of before) app.use(parser)
  app.use('/token', tokenRoutes(api))
  for (const view of views) app.all(view.path, guardsOf(api, view), ...after, send(api, view))
  // A body parser's own refusals, and nothing on the console about them.
  app.use(((error: { status?: number }, _req, res, _next) => {
    res.status(error.status ?? 500).end()
  }) as express.ErrorRequestHandler)
  return app
}

function guardsOf(api: ScenarioSetup['api'], { guard }: ScenarioView): RequestHandler[] {
  if (guard === 'open' || guard === 'ask') return []
  return [tokenRequired(api, guard)]
}

function send(api: ScenarioSetup['api'], view: ScenarioView): RequestHandler {
  return async (req, res) => {
    const asked: Pick<Seen, 'user' | 'error'> =
      view.guard === 'ask'
        ? await authenticate(api, req).catch((error: unknown) => ({ error }))
        : { user: req.user }
    const { authentication } = req
    const body = view.reads === undefined ? undefined : await bodyOf(req, view.reads)
    const params = req.params as Record<string, string>
    answer(res, view.answer({ method: req.method, params, authentication, body, ...asked }))
  }
}

/** What a parser has left, or else the stream. */
async function bodyOf(req: Request, reads: NonNullable<ScenarioView['reads']>): Promise<unknown> {
  if (req.readableEnded && reads !== 'bytes') return req.body as unknown
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const bytes = chunks.length === 0 && Buffer.isBuffer(req.body) ? req.body : Buffer.concat(chunks)
  return readBodyAs(reads, bytes)
}

function answer(
  res: Response,
  { status, headers, body }: ReturnType<ScenarioView['answer']>,
): void {
  res.status(status).set(headers).end(body)
}
