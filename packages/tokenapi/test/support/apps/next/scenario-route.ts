/** The scenario app's routes, as files of a Next app export them. Copied there, so by public names. */
import { readFileSync } from 'node:fs'

import { authenticate, tokenRequired, tokenRoutes } from 'tokenapi/next'
import {
  type Recordings,
  type ScenarioView,
  type ScenarioWorld,
  type Seen,
  scenarioSetup,
} from 'tokenapi/contracts'

interface Context {
  readonly params: Promise<Record<string, string>>
}
type Route = (request: Request, context: Context) => Promise<Response>

// The build loads every route as well, and asks none.
const world = (process.env['SCENARIO_WORLD'] ?? 'fixture') as ScenarioWorld
// Beside the app: what a bundler has moved does not find the files of its package.
const recordings = JSON.parse(readFileSync('recordings.json', 'utf8')) as Recordings
const { api, views } = await scenarioSetup(world, recordings)

/** What `app/token/[...path]/route.js` exports. */
export const tokens: ReturnType<typeof tokenRoutes> = tokenRoutes(api)

/** What the file of a view exports; a path's last name may be a parameter for several of them. */
export function routes(path: string): Record<string, Route> {
  const routeOf = (params: Record<string, string>): Route | undefined => {
    const view = views.find((one) => one.path === path || one.path === filled(path, params))
    return view === undefined ? undefined : viewRoute(view)
  }
  const route: Route = async (request, context) => {
    const found = routeOf(await context.params)
    return found === undefined
      ? new Response('Not found', { status: 404 })
      : found(request, context)
  }
  return Object.fromEntries(
    ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, route]),
  )
}

function filled(path: string, params: Record<string, string>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '')
}

function viewRoute(view: ScenarioView): Route {
  const { guard, reads } = view
  const send = async (
    request: Request,
    seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
    { params }: Context,
  ): Promise<Response> => {
    const body = reads === undefined ? undefined : await read(request, reads)
    const answer = view.answer({ method: request.method, params: await params, body, ...seen })
    return new Response(answer.body, answer)
  }
  if (guard === 'open') return (request, context) => send(request, {}, context)
  if (guard === 'ask') {
    return async (request, context) => {
      const seen = await authenticate(api, request).catch((error: unknown) => ({ error }))
      return send(request, seen, context)
    }
  }
  return tokenRequired(api, guard, (request, authentication, context: Context) =>
    send(request, { user: authentication?.user, authentication }, context),
  )
}

async function read(request: Request, reads: NonNullable<ScenarioView['reads']>): Promise<unknown> {
  if (reads === 'bytes') return new Uint8Array(await request.arrayBuffer())
  if (reads === 'json') return request.json()
  return Object.fromEntries((await request.formData()).entries())
}
