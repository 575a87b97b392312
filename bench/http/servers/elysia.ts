import type { Server } from 'node:http'

import { node } from '@elysiajs/node'
import { Elysia } from 'elysia'
import { tokenRequired } from 'tokenapi/elysia'

import { HELLO, api } from '../users.ts'

export function start(): Promise<Server> {
  const app = new Elysia({ adapter: node() })
    .get('/bare', () => HELLO)
    .use(tokenRequired(api))
    .get('/guarded', () => HELLO)
  return new Promise((resolve) => {
    app.listen({ hostname: '127.0.0.1', port: 0 }, (started) => {
      // The server below.
      const { server } = (Reflect.get(started, 'raw') as { node: { server: Server } }).node
      server.once('listening', () => resolve(server))
    })
  })
}
