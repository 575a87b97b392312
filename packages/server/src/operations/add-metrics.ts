import type { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { TokenApi } from 'tokenapi'
import * as v from 'valibot'

import type { Metrics } from './metrics.js'

/** `GET /metrics`, in the text format of Prometheus. */
export function addMetrics(app: Hono, metrics: Metrics, api: Pick<TokenApi, 'health'>): void {
  app.get('/metrics', describeMetrics, async () => {
    const text = await metrics.scrape(await api.health())
    return new Response(text, {
      headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
    })
  })
}

const describeMetrics = describeRoute({
  operationId: 'getMetrics',
  tags: ['Operation'],
  summary: 'Get metrics',
  description: 'Counters and gauges of this process for Prometheus: no user, address or token.',
  security: [],
  responses: {
    200: {
      description: 'The text format of Prometheus.',
      content: { 'text/plain': { schema: resolver(v.string()) } },
    },
  },
})
