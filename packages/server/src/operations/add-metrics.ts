import type { Hono } from 'hono'
import type { TokenApi } from 'tokenapi'

import type { Metrics } from './metrics.js'

/** `GET /metrics`, in the text format of Prometheus. */
export function addMetrics(app: Hono, metrics: Metrics, api: Pick<TokenApi, 'health'>): void {
  app.get('/metrics', async () => {
    const text = await metrics.scrape(await api.health())
    return new Response(text, {
      headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
    })
  })
}
