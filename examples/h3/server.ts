// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import { H3, serve } from 'h3'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/h3'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const app = new H3()
app.all('/token/**', tokenRoutes(api)) // POST /token/new.json, GET /token/TOKEN/USER.json
app.all(
  '/index.json',
  tokenRequired(api, (event) => ({ success: true, hello: event.context.user.username })),
)
const server = serve(app, {
  hostname: '127.0.0.1',
  port: Number(process.env['PORT'] ?? 8000),
  silent: true,
})
await server.ready()
console.log(server.node?.server?.address())
