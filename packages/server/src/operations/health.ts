import type { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as v from 'valibot'

import type { Readiness } from '../readiness.js'

const FIELDS = { 'cache-control': 'no-store' }

/** Health and readiness for operators, with the reason. */
export function addHealth(app: Hono, readiness: Readiness): void {
  app.get('/healthz', describeHealth, () => Response.json({ status: 'ok' }, { headers: FIELDS }))
  app.get('/readyz', describeReadiness, async () => {
    const result = await readiness.check()
    const status = result.state === 'ready' ? 200 : 503
    return Response.json(result, { status, headers: FIELDS })
  })
}

const Alive = v.object({ status: v.literal('ok') })
const Ready = v.object({
  state: v.picklist(['ready', 'not ready', 'stopping']),
  reason: v.optional(v.string()),
})

const describeHealth = describeRoute({
  operationId: 'getHealth',
  tags: ['Operation'],
  summary: 'Get health',
  description: 'Answers while the process runs.',
  security: [],
  responses: {
    200: {
      description: 'The process runs.',
      content: { 'application/json': { schema: resolver(Alive) } },
    },
  },
})

const describeReadiness = describeRoute({
  operationId: 'getReadiness',
  tags: ['Operation'],
  summary: 'Get readiness',
  description: 'Whether requests can be answered, and why not.',
  security: [],
  responses: {
    200: { description: 'Ready.', content: { 'application/json': { schema: resolver(Ready) } } },
    503: {
      description: 'The database does not answer, a table is missing, or the server stops.',
      content: { 'application/json': { schema: resolver(Ready) } },
    },
  },
})
