/** `node server.mjs bearer|api-key`: better-auth on Hono. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

import { HOST, PORT } from '../../../bench/peers/servers/address.mjs'
import { body } from '../../../bench/peers/servers/body.mjs'
import { openAuth } from './auth.mjs'

const { auth } = await openAuth(process.env.DATABASE)
const app = new Hono()
app.on(['GET', 'POST'], '/api/auth/*', (c) => auth.handler(c.req.raw))
app.get('/index.json', process.argv[2] === 'bearer' ? bearer : apiKey)
serve({ fetch: app.fetch, hostname: HOST, port: PORT })

async function bearer(c) {
  const session = await auth.api.getSession({ headers: c.req.raw.headers })
  return session === null ? c.json({ success: false }, 401) : c.json(body())
}

async function apiKey(c) {
  const key = c.req.header('x-api-key')
  const { valid } = key === undefined ? {} : await auth.api.verifyApiKey({ body: { key } })
  return valid ? c.json(body()) : c.json({ success: false }, 401)
}
