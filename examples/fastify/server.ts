// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import fastify from 'fastify'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/fastify'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const app = fastify()
app.register(tokenRoutes(api), { prefix: '/token' }) // POST /token/new.json, GET /token/TOKEN/USER.json
app.all(
  '/index.json',
  tokenRequired(api, (request) => ({
    success: true,
    hello: request.user.username,
  })),
)
await app.listen({ port: Number(process.env['PORT'] ?? 8000), host: '127.0.0.1' })
console.log(app.server.address())
