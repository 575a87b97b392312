/** The views of the recorded project over a standard Request. */
import type { TokenApi } from '../../src/index.ts'
import { guardedHandler, openResponse } from '../../src/contracts/recorded-handlers.ts'
import type { View } from './corpus.ts'

export { guardedHandler, openResponse }

/** The whole project over a standard Request. */
export function fetchApp(
  api: TokenApi,
  views: readonly View[] = [],
): (request: Request) => Promise<Response> {
  return async (request) => {
    const path = new URL(request.url).pathname
    if (path.startsWith('/token/')) return api.handle(request)
    const open = views.find(({ name }) => path === `/json/${name}`)
    if (open !== undefined) {
      const response = openResponse(open)
      return request.method === 'HEAD' ? new Response(null, response) : response
    }
    const view = guardedHandler(path)
    if (view === undefined) return new Response('not found', { status: 404 })
    const guarded = api.tokenRequired((inner, { user }) => view(inner.method, user))
    return guarded(request)
  }
}
