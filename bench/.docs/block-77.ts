import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hono'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const app = new Hono()
app.all('/token/*', tokenRoutes(api))
app.get(
  '/index.json',
  tokenRequired(api, (c) => c.json({ hello: c.get('user').username })),
)
serve({ fetch: app.fetch, port: 8000 })

export {}
