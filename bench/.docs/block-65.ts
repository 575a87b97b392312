import fastify from 'fastify'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/fastify'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const app = fastify()
app.register(tokenRoutes(api), { prefix: '/token' })
app.get(
  '/index.json',
  tokenRequired(api, (request) => ({
    hello: request.user.username,
  })),
)
await app.listen({ port: 8000 })

export {}
