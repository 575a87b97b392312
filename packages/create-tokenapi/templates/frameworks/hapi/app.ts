import { type Server, server } from '@hapi/hapi'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hapi'

type Place = { host: string; port: number }

export async function createApp(api: TokenApi, at: Place): Promise<Server> {
  const app = server(at)
  await app.register(tokenRoutes(api), { routes: { prefix: '/token' } }) // the token routes, such as POST /token/new.json
  app.auth.scheme('token', tokenRequired(api))
  app.auth.strategy('token', 'token')
  app.route({
    method: 'GET',
    path: '/index.json',
    options: { auth: 'token' },
    handler: ({ auth }) => ({ success: true, hello: auth.credentials.user.username }),
  })
  return app
}

export async function startApp(api: TokenApi, at: Place) {
  const app = await createApp(api, at)
  await app.start()
  return { url: app.info.uri, close: () => app.stop() }
}
