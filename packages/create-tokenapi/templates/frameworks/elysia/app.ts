import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { node } from '@elysiajs/node'
import { Elysia } from 'elysia'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/elysia'

export function createApp(api: TokenApi) {
  return new Elysia({ adapter: node() })
    .use(tokenRoutes(api)) // the token routes, such as POST /token/new.json
    .use(tokenRequired(api)) // before all that follow
    .get('/index.json', ({ user }) => ({ success: true, hello: user.username }))
}

export async function startApp(api: TokenApi, { host, port }: { host: string; port: number }) {
  const server = await new Promise<Server>((resolve) => {
    // Elysia types the server as Bun's. This is Node's; server.ts handles its signals.
    const options = { hostname: host, port, gracefulShutdown: false }
    createApp(api).listen(options, (started) => {
      resolve((started as unknown as { raw: { node: { server: Server } } }).raw.node.server)
    })
  })
  if (!server.listening) await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  return { url: `http://${host}:${taken}`, close: () => server[Symbol.asyncDispose]() }
}
