import type { Hono } from 'hono'
import { type TokenApi, jsonError, jsonResponse } from 'tokenapi'

import { noteUser } from '../request-notes.js'

/** Two guarded views: the original's example, and one that answers who the token belongs to. */
export function addExampleViews(app: Hono, api: TokenApi): void {
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
}
