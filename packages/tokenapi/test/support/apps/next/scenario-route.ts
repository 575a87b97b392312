/** The scenario app's routes, as files of a Next app export them. Copied there, so by public names. */
import { readFileSync } from 'node:fs'

import { authenticate, tokenRequired, tokenRoutes } from 'tokenapi/next'
import {
  type Recordings,
  type ScenarioRoute,
  type ScenarioWorld,
  type Seen,
  scenarioSetup,
} from 'tokenapi/contracts'

interface Context {
  readonly params: Promise<Record<string, string>>
}
type Handler = (request: Request, context: Context) => Promise<Response>

// The build loads every route as well, and asks none.
const world = (process.env['SCENARIO_WORLD'] ?? 'fixture') as ScenarioWorld
// Beside the app: what a bundler has moved does not find the files of its package.
const recordings = JSON.parse(readFileSync('recordings.json', 'utf8')) as Recordings
const { api, routes } = await scenarioSetup(world, recordings)

/** What `app/token/[...path]/route.js` exports. */
export const tokens: ReturnType<typeof tokenRoutes> = tokenRoutes(api)

/** What the file of a route exports; a path's last name may be a parameter for several of them. */
export function handlersAt(path: string): Record<string, Handler> {
  const handlerOf = (params: Record<string, string>): Handler | undefined => {
    const route = routes.find((one) => one.path === path || one.path === filled(path, params))
    return route === undefined ? undefined : handlerFor(route)
  }
  const handler: Handler = async (request, context) => {
    const found = handlerOf(await context.params)
    return found === undefined
      ? new Response('Not found', { status: 404 })
      : found(request, context)
  }
  return Object.fromEntries(
    ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, handler]),
  )
}

function filled(path: string, params: Record<string, string>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '')
}

function handlerFor(route: ScenarioRoute): Handler {
  const { guard, reads } = route
  const send = async (
    request: Request,
    seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
    { params }: Context,
  ): Promise<Response> => {
    const body = reads === undefined ? undefined : await read(request, reads)
    const answer = route.answer({ method: request.method, params: await params, body, ...seen })
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

async function read(
  request: Request,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  if (reads === 'bytes') return new Uint8Array(await request.arrayBuffer())
  if (reads === 'json') return request.json()
  return Object.fromEntries((await request.formData()).entries())
}
