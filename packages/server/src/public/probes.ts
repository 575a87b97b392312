import type { Hono } from 'hono'
import { jsonError, jsonResponse } from 'tokenapi'

import type { Readiness } from '../readiness.js'

/**
 * What a load balancer in front asks: it reaches no other listener. Without reasons and figures, which are for operators:
 * see `addHealth`.
 */
export function addProbes(app: Hono, readiness: Readiness): void {
  app.get('/healthz', () => jsonResponse({}, { headers: FIELDS }))
  app.get('/readyz', async () => {
    const { state } = await readiness.check()
    return state === 'ready'
      ? jsonResponse({}, { headers: FIELDS })
      : jsonError(PUBLIC_REASONS[state], {
          status: 503,
          headers: { ...FIELDS, 'retry-after': '5' },
        })
  })
}

const FIELDS = { 'cache-control': 'no-store' }

const PUBLIC_REASONS = {
  'stopping': 'Stopping.',
  'not ready': 'The database does not answer.',
} as const
