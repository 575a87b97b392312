import type { Server } from 'node:http'

import Hapi from '@hapi/hapi'
import { tokenRequired } from 'tokenapi/hapi'

import { HELLO, api } from '../users.ts'

export async function start(): Promise<Server> {
  const server = Hapi.server({ host: '127.0.0.1', port: 0 })
  server.auth.scheme('tokenapi', tokenRequired(api))
  server.auth.strategy('token', 'tokenapi')
  const handler = (): typeof HELLO => HELLO
  server.route({ method: 'GET', path: '/bare', handler })
  server.route({ method: 'GET', path: '/guarded', options: { auth: 'token' }, handler })
  await server.start()
  return server.listener
}
