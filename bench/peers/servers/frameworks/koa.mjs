import Koa from 'koa'

import { body } from '../body.mjs'

export async function start(api, { host, port }) {
  const app = new Koa()
  // As a router does: the guard runs where the path is that of the view.
  const onView = (middleware) => (ctx, next) =>
    ctx.path === '/index.json' ? middleware(ctx, next) : next()
  if (api !== undefined) {
    const { tokenRequired, tokenRoutes } = await import('tokenapi/koa')
    app.use(tokenRoutes(api))
    app.use(onView(tokenRequired(api)))
  }
  app.use(
    onView((ctx) => {
      ctx.body = body()
    }),
  )
  app.listen(port, host)
}
