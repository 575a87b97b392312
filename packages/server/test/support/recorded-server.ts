/** The real server with the recorded project's views added: what the recordings are replayed at. */
import { pino } from 'pino'
import type { TokenApi } from 'tokenapi'

import { guardedHandler, openResponse } from '../../../tokenapi/test/support/views.ts'
import type { HttpCorpus } from '../../../tokenapi/test/support/corpus.ts'
import { type Listening, createPublicApp, createReadiness, listen } from '../../dist/index.js'

export function recordedServer(api: TokenApi, corpus: HttpCorpus): Promise<Listening> {
  const app = createPublicApp({
    api,
    readiness: createReadiness({ ping: async () => {} }),
    views: (hono) => {
      const item = api.tokenRequired((request, { user }) => {
        const view = guardedHandler(new URL(request.url).pathname)
        return view?.(request.method, user) ?? new Response(null, { status: 404 })
      })
      hono.all('/items/:number/:slug', (c) => item(c.req.raw))
      for (const view of corpus.views ?? [])
        hono.all(`/json/${view.name}`, () => openResponse(view))
    },
  })
  return listen({
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    fetch: (request) => app.fetch(request),
  })
}
