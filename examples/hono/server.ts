// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hono'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const app = new Hono()
app.all('/token/*', tokenRoutes(api)) // POST /token/new.json, GET /token/TOKEN/USER.json
app.all('/index.json', tokenRequired(api), (c) =>
  c.json({ success: true, hello: c.get('user').username }),
)
const port = Number(process.env['PORT'] ?? 8000)
serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => console.log(address))
