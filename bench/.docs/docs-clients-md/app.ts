import express, { type Express } from 'express'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'

const ORIGIN = 'https://app.example.com'

export function createApp(api: TokenApi): Express {
  const app = express()
  app.use((req, res, next) => {
    res.vary('Origin')
    if (req.get('origin') === ORIGIN) {
      res.set('access-control-allow-origin', ORIGIN)
      // What the client reads beside the body.
      res.set('access-control-expose-headers', 'WWW-Authenticate, Retry-After')
    }
    if (req.method !== 'OPTIONS') return next()
    res.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
    res.set('access-control-allow-headers', 'authorization, content-type')
    res.set('access-control-max-age', '600')
    res.status(204).end()
  })
  app.use('/token', tokenRoutes(api))
  app.get(
    '/index.json',
    tokenRequired(api, (req, res) => res.json({ hello: req.user.username })),
  )
  return app
}
