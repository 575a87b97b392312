import type { TokenApi } from 'tokenapi'
import { type LambdaHandler, tokenRequired, tokenRoutes } from 'tokenapi/lambda'

import { type Running, listen } from './listen.ts'
import { overHttp } from './over-http.ts'

export function createApp(api: TokenApi): LambdaHandler {
  const tokens = tokenRoutes(api) // the token routes, such as POST /token/new.json
  const index = tokenRequired(api, (_event, { user }) => ({ success: true, hello: user.username }))
  return (event, context) =>
    event.rawPath === '/index.json' ? index(event, context) : tokens(event)
}

export function startApp(api: TokenApi, at: { host: string; port: number }): Promise<Running> {
  return listen(overHttp(createApp(api)), at)
}
