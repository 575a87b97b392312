import Fastify, { type FastifyInstance } from 'fastify'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/fastify'

export function createApp(api: TokenApi): FastifyInstance {
  const app = Fastify()
  app.register(tokenRoutes(api), { prefix: '/token' }) // the token routes, such as POST /token/new.json
  app.get(
    '/index.json',
    tokenRequired(api, (request) => ({
      success: true,
      hello: request.user.username,
    })),
  )
  return app
}

export async function startApp(api: TokenApi, at: { host: string; port: number }) {
  const app = createApp(api)
  return { url: await app.listen(at), close: () => app.close() }
}
