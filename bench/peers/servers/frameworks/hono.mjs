import { serve } from '@hono/node-server'
import { Hono } from 'hono'

import { body } from '../body.mjs'

export async function start(api, { host, port }) {
  const app = new Hono()
  const view = (c) => c.json(body())
  if (api === undefined) {
    app.get('/index.json', view)
  } else {
    const { tokenRequired, tokenRoutes } = await import('tokenapi/hono')
    app.all('/token/*', tokenRoutes(api))
    app.get('/index.json', tokenRequired(api, view))
  }
  serve({ fetch: app.fetch, hostname: host, port })
}
