// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import { Router } from '@koa/router'
import Koa from 'koa'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/koa'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const router = new Router()
router.all('/index.json', tokenRequired(api), (ctx) => {
  ctx.body = { success: true, hello: ctx.state.user.username }
})

const app = new Koa()
app.use(tokenRoutes(api)) // POST /token/new.json, GET /token/TOKEN/USER.json
app.use(router.routes())
const server = app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
