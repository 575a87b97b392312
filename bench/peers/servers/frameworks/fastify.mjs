import fastify from 'fastify'

import { body } from '../body.mjs'

export async function start(api, address) {
  const app = fastify()
  const view = async () => body()
  if (api === undefined) {
    app.get('/index.json', view)
  } else {
    const { tokenRequired, tokenRoutes } = await import('tokenapi/fastify')
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.get('/index.json', { onRequest: tokenRequired(api) }, view)
  }
  await app.listen(address)
}
