import type { RequestListener } from 'node:http'

import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/node'

import { type Running, listen } from './listen.ts'

export function createApp(api: TokenApi): RequestListener {
  const tokens = tokenRoutes(api) // the token routes, such as POST /token/new.json
  const index = tokenRequired(api, (_request, response, { user }) => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ success: true, hello: user.username }))
  })
  return (request, response) => {
    const isIndex = request.url?.split('?')[0] === '/index.json'
    void (isIndex ? index : tokens)(request, response)
  }
}

export function startApp(api: TokenApi, at: { host: string; port: number }): Promise<Running> {
  return listen(createApp(api), at)
}
