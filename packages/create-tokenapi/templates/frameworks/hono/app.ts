import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hono'

import { type Running, listen } from './listen.ts'

export function createApp(api: TokenApi) {
  return new Hono()
    .all('/token/*', tokenRoutes(api)) // the token routes, such as POST /token/new.json
    .get('/index.json', tokenRequired(api), (c) =>
      c.json({ success: true, hello: c.get('user').username }),
    )
}

export function startApp(api: TokenApi, at: { host: string; port: number }): Promise<Running> {
  return listen(getRequestListener(createApp(api).fetch), at)
}
