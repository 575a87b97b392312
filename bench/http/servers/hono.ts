import type { Server } from 'node:http'

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { jwt } from 'hono/jwt'
import { tokenRequired } from 'tokenapi/hono'

import { HELLO, JWT_SECRET, api } from '../users.ts'

export function start(): Promise<Server> {
  const app = new Hono()
  app.get('/bare', (c) => c.json(HELLO))
  app.get('/guarded', tokenRequired(api), (c) => c.json(HELLO))
  app.get(
    '/wrapped',
    tokenRequired(api, (c) => c.json(HELLO)),
  )
  app.get('/hono/jwt', jwt({ secret: JWT_SECRET, alg: 'HS256' }), (c) => c.json(HELLO))
  return new Promise((resolve) => {
    const options = { fetch: app.fetch, hostname: '127.0.0.1', port: 0 }
    const server = serve(options, () => resolve(server as Server))
  })
}
