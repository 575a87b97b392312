import { node } from '@elysiajs/node'
import { Elysia } from 'elysia'
import { tokenRequired } from 'tokenapi/elysia'

import { HELLO, api } from '../users.ts'

export function start(): Promise<number> {
  return new Promise((resolve) => {
    new Elysia({ adapter: node() })
      .get('/bare', () => HELLO)
      .use(tokenRequired(api))
      .get('/guarded', () => HELLO)
      .listen({ hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(Number(port)))
  })
}
