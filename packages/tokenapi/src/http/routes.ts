/** The routes below wherever they are mounted. */
import { RefusedError } from '../core/errors.js'
import type { RequestOfEvent } from '../core/events/outcome-report.js'
import type { ApiContext } from './api-context.js'
import { eventRequestOf } from './event-request.js'
import type { RefusalFormat } from './refusal/refusal.js'
import { type RequestView, pathOf } from './view/request-view.js'
import { newToken } from './routes/new-token.js'
import type { Route } from './routes/route.js'
import { verifyClassic } from './routes/verify-token.js'

/** The original's two addresses. */
const ORIGINAL: readonly Route[] = [newToken, verifyClassic]

/** What answers a request. */
export interface FoundRoute {
  readonly refusals: RefusalFormat
  /** Throws `RefusedError`. */
  answer(): Promise<Response>
}

/** The route of a view, whose target is below the mount: "/new.json". */
export async function findRoute(view: RequestView, context: ApiContext): Promise<FoundRoute> {
  const path = decodePath(pathOf(view.target))
  const route = path === undefined ? undefined : await routeOf(path, context)
  if (path === undefined || route === undefined) return NOT_FOUND
  return {
    refusals: route.refusals,
    answer: () => {
      checkMethod(view.method, route.method)
      const [, ...parts] = route.path.exec(path) ?? []
      const event: RequestOfEvent = () => eventRequestOf(view, context.clientAddress)
      return route.answer({ view, context, event, parts })
    },
  }
}

async function routeOf(path: string, { tokenPrefixes }: ApiContext): Promise<Route | undefined> {
  const matches = (route: Route): boolean => route.path.test(path)
  const original = ORIGINAL.find(matches)
  if (original !== undefined || tokenPrefixes.length === 0) return original
  // Imported on demand: only access tokens need them.
  const { ACCESS_TOKEN_ROUTES } = await import('./routes/access-tokens.js')
  return ACCESS_TOKEN_ROUTES.find(matches)
}

const NOT_FOUND: FoundRoute = {
  refusals: 'negotiated',
  answer: async () => {
    throw new RefusedError('not_found', 'There is nothing at this address.')
  },
}

function checkMethod(sent: string, method: Route['method']): void {
  if (method === undefined || sent === method || (method === 'GET' && sent === 'HEAD')) return
  throw new RefusedError('method_not_allowed', `Must access via a ${method} request.`, {
    allow: method === 'GET' ? 'GET, HEAD' : method,
  })
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path.replace(/^\//, ''))
  } catch {
    return undefined
  }
}
