// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import Hapi from '@hapi/hapi'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const server = Hapi.server({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8000) })
// POST /token/new.json, GET /token/TOKEN/USER.json
await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
server.auth.scheme('tokenapi', tokenRequired(api))
server.auth.strategy('token', 'tokenapi')
server.route({
  method: '*',
  path: '/index.json',
  options: { auth: 'token' },
  handler: (request) => ({ success: true, hello: request.auth.credentials.user.username }),
})
await server.start()
console.log(server.listener.address())
