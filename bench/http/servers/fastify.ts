import type { Server } from 'node:http'

import fastifyJwt from '@fastify/jwt'
import fastify from 'fastify'
import { tokenRequired } from 'tokenapi/fastify'

import { HELLO, JWT_SECRET, api } from '../users.ts'

export async function start(): Promise<Server> {
  const app = fastify()
  await app.register(fastifyJwt, { secret: JWT_SECRET, decoratorName: 'jwtUser' })
  const view = (): typeof HELLO => HELLO
  app.get('/bare', view)
  app.get('/guarded', { onRequest: tokenRequired(api) }, view)
  app.get('/@fastify/jwt', { onRequest: async (request) => request.jwtVerify() }, view)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return app.server
}
