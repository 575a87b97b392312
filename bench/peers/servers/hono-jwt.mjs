/** hono/jwt, which looks nobody up. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { jwt } from 'hono/jwt'

import { SECRET } from '../setup/users.mjs'
import { HOST, PORT } from './address.mjs'
import { body } from './body.mjs'

const app = new Hono()
app.get('/index.json', jwt({ secret: SECRET, alg: 'HS256' }), (c) => c.json(body()))
serve({ fetch: app.fetch, hostname: HOST, port: PORT })
