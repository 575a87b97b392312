import express, { type Express } from 'express'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'

import { type Running, listen } from './listen.ts'

export function createApp(api: TokenApi): Express {
  const app = express()
  app.use('/token', tokenRoutes(api)) // the token routes, such as POST /token/new.json
  app.get(
    '/index.json',
    tokenRequired(api, (req, res) => {
      res.json({ success: true, hello: req.user.username })
    }),
  )
  return app
}

export function startApp(api: TokenApi, at: { host: string; port: number }): Promise<Running> {
  return listen(createApp(api), at)
}
