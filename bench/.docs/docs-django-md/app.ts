import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance } from 'fastify'
import type { TokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/fastify'

export function createApp(api: TokenApi<{ is_staff: boolean }>): FastifyInstance {
  const app = fastify()
  app.register(formbody) // for clients that POST `user` and `token` in a form
  app.all(
    '/report.json',
    tokenRequired(api, ({ user }) => ({
      success: true,
      for: user.username,
      staff: user.is_staff,
    })),
  )
  return app
}
