import type { Server } from 'node:http'

import Koa from 'koa'
import { tokenRequired } from 'tokenapi/koa'

import { listen } from '../listen.ts'
import { HELLO, api } from '../users.ts'

export function start(): Promise<Server> {
  const app = new Koa()
  const guard = tokenRequired(api)
  app.use((ctx, next) => (ctx.path === '/guarded' ? guard(ctx as never, next) : next()))
  app.use((ctx) => {
    ctx.body = HELLO
  })
  return listen(app.callback())
}
