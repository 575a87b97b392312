import { H3, toNodeHandler } from 'h3'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/h3'

import { type Running, listen } from './listen.ts'

export function createApp(api: TokenApi): H3 {
  const app = new H3()
  app.all('/token/**', tokenRoutes(api)) // the token routes, such as POST /token/new.json
  app.get(
    '/index.json',
    tokenRequired(api, ({ context }) => ({ success: true, hello: context.user.username })),
  )
  return app
}

export function startApp(api: TokenApi, at: { host: string; port: number }): Promise<Running> {
  return listen(toNodeHandler(createApp(api)), at)
}
