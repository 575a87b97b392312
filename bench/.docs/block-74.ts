import Hapi from '@hapi/hapi'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hapi'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const server = Hapi.server({ port: 8000 })
await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
server.auth.scheme('tokenapi', tokenRequired(api))
server.auth.strategy('token', 'tokenapi')
server.route({
  method: 'GET',
  path: '/index.json',
  options: { auth: 'token' },
  handler: (request) => ({ hello: request.auth.credentials.user.username }),
})
await server.start()

export {}
