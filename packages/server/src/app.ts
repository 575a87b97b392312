/** What the server answers, over standard requests. */
import { Hono } from 'hono'
import {
  type TokenApi,
  type UserStore,
  jsonError,
  jsonResponse,
  jsonResponseNotFound,
} from 'tokenapi'

import { noteUser } from './request-notes.js'

export interface AppOptions {
  readonly api: TokenApi
  readonly store: Pick<UserStore, 'ping'>
  /** Whether the server is on its way down. */
  readonly isStopping?: () => boolean
  /** More views, before ours: the first that an address fits answers. */
  readonly views?: (app: Hono) => void
  /** Receives the reason of a 503 of `/readyz`. */
  readonly onNotReady?: (error: unknown) => void
  /** Receives the error of a view that threw. */
  readonly onError?: (error: unknown) => void
}

/** The token routes, two guarded views, and what a load balancer asks. */
export function createApp(options: AppOptions): Hono {
  const { api, store, isStopping, views, onNotReady, onError } = options
  const app = new Hono({ strict: true })
  views?.(app)

  app.all('/token/*', (c) => api.handle(c.req.raw))

  const index = api.tokenRequired((request, { user }) => {
    noteUser(user)
    return request.method === 'POST'
      ? jsonResponse({ test1: 49, test2: 'awesome' })
      : jsonError('Only POST is allowed')
  })
  app.all('/index.json', (c) => index(c.req.raw))

  const whoami = api.tokenRequired((request, { user }) => {
    noteUser(user)
    return jsonResponse({ method: request.method, pk: user.id, username: user.username })
  })
  app.all('/whoami.json', (c) => whoami(c.req.raw))

  app.get('/healthz', () => jsonResponse({}))
  app.get('/readyz', async () => {
    if (isStopping?.() === true) return notReady('Stopping.')
    try {
      await store.ping()
      return jsonResponse({})
    } catch (error) {
      onNotReady?.(error)
      return notReady('The database does not answer.')
    }
  })

  app.notFound(() => jsonResponseNotFound('There is nothing at this address.'))
  app.onError((error) => {
    onError?.(error)
    return jsonError('Internal server error.', { status: 500 })
  })
  return app
}

function notReady(message: string): Response {
  return jsonError(message, { status: 503, headers: { 'retry-after': '5' } })
}
