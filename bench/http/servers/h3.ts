import { H3, toNodeHandler } from 'h3'
import { tokenRequired } from 'tokenapi/h3'

import { listen } from '../listen.ts'
import { HELLO, api } from '../users.ts'

export function start(): Promise<number> {
  const app = new H3()
  app.get('/bare', () => HELLO)
  app.get(
    '/guarded',
    tokenRequired(api, () => HELLO),
  )
  return listen(toNodeHandler(app))
}
