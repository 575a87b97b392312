import type { Hono } from 'hono'

import type { Readiness } from '../readiness.js'

const FIELDS = { 'cache-control': 'no-store' }

/** Health and readiness for operators, with the reason. */
export function addHealth(app: Hono, readiness: Readiness): void {
  app.get('/healthz', () => Response.json({ status: 'ok' }, { headers: FIELDS }))
  app.get('/readyz', async () => {
    const result = await readiness.check()
    const status = result.state === 'ready' ? 200 : 503
    return Response.json(result, { status, headers: FIELDS })
  })
}
