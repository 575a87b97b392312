import type { Server } from 'node:http'

import { H3, toNodeHandler } from 'h3'
import { tokenRequired } from 'tokenapi/h3'

import { listen } from '../listen.ts'
import { HELLO, api } from '../users.ts'

export function start(): Promise<Server> {
  const app = new H3()
  app.get('/bare', () => HELLO)
  app.get(
    '/guarded',
    tokenRequired(api, () => HELLO),
  )
  return listen(toNodeHandler(app))
}
