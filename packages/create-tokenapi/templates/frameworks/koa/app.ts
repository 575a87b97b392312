import { Router } from '@koa/router'
import Koa from 'koa'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/koa'

import { type Running, listen } from './listen.ts'

export function createApp(api: TokenApi): Koa {
  const router = new Router()
  router.get(
    '/index.json',
    tokenRequired(api, (ctx) => {
      ctx.body = { success: true, hello: ctx.state.user.username }
    }),
  )
  const app = new Koa()
  app.use(tokenRoutes(api)) // the token routes, such as POST /token/new.json
  app.use(router.routes())
  return app
}

export function startApp(api: TokenApi, at: { host: string; port: number }): Promise<Running> {
  return listen(createApp(api).callback(), at)
}
