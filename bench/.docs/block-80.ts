import Router from '@koa/router'
import Koa from 'koa'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/koa'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const router = new Router()
router.get('/index.json', tokenRequired(api), (ctx) => {
  ctx.body = { hello: ctx.state.user.username }
})
new Koa().use(tokenRoutes(api)).use(router.routes()).listen(8000)

export {}
