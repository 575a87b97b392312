// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import type { Server } from 'node:http'

import { node } from '@elysiajs/node'
import { Elysia } from 'elysia'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/elysia'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const app = new Elysia({ adapter: node() })
  .use(tokenRoutes(api)) // POST /token/new.json, GET /token/TOKEN/USER.json
  .use(tokenRequired(api)) // guards the routes after it
  .all('/index.json', ({ user }) => ({ success: true, hello: user.username }))

const port = Number(process.env['PORT'] ?? 8000)
app.listen({ port, hostname: '127.0.0.1' }, (started) => {
  // Elysia's Node server, which has the actual port.
  const { server } = (Reflect.get(started, 'raw') as { node: { server: Server } }).node
  server.once('listening', () => console.log(server.address()))
})
