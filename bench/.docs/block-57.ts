import { node } from '@elysiajs/node'
import { Elysia } from 'elysia'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/elysia'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

new Elysia({ adapter: node() })
  .use(tokenRoutes(api))
  .use(tokenRequired(api))
  .get('/index.json', ({ user }) => ({ hello: user.username }))
  .listen(8000)

export {}
