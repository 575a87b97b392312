import type { AddressInfo } from 'node:net'
import { type RequestListener, type Server, createServer } from 'node:http'

import express, { type Express } from 'express'

import { tokenRequired, tokenRoutes } from '../../src/adapters/express.ts'
import { sendResponse } from '../../src/http/response/send-response.ts'
import type { TokenApi } from '../../src/index.ts'
import type { View } from './corpus.ts'
import { guardedHandler, openResponse } from './views.ts'

/** The whole project on Express. Routes are as strict as the original's: case and slash count. */
export function expressApp(api: TokenApi, views: readonly View[] = []): Express {
  const app = express()
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.disable('x-powered-by')
  app.use('/token', tokenRoutes(api))
  app.all(
    ['/index.json', '/whoami.json', '/items/:number/:slug'],
    tokenRequired(api, async (req, res, next) => {
      const view = guardedHandler(req.path)
      if (view === undefined) return next()
      await sendResponse(view(req.method, req.user), res)
    }),
  )
  for (const view of views) {
    app.all(`/json/${view.name}`, (_req, res) => void sendResponse(openResponse(view), res))
  }
  return app
}

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** The app on a free loopback port. */
export async function listen(app: RequestListener): Promise<Listening> {
  const server: Server = createServer({ maxHeaderSize: 32_768 }, app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
