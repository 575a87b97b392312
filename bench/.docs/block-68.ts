import { H3, serve } from 'h3'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/h3'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const app = new H3()
app.all('/token/**', tokenRoutes(api))
app.get(
  '/index.json',
  tokenRequired(api, (event) => ({ hello: event.context.user.username })),
)
serve(app, { port: 8000 })

export {}
