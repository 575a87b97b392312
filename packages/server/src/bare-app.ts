import { Hono } from 'hono'
import { jsonError, jsonResponseNotFound } from 'tokenapi'

/** An app without routes: 404 and 500 as JSON, without the path and without the error. */
export function bareApp(onError?: (error: unknown) => void): Hono {
  const app = new Hono({ strict: true })
  app.notFound(() => jsonResponseNotFound('There is nothing at this address.'))
  app.onError((error) => {
    onError?.(error)
    return jsonError('Internal server error.', { status: 500 })
  })
  return app
}
