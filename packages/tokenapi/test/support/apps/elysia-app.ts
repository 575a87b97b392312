import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { node } from '@elysiajs/node'
import { type AnyElysia, type Context, Elysia, type ElysiaConfig } from 'elysia'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/elysia.ts'
import type {
  ScenarioApp,
  ScenarioSetup,
  ScenarioRoute,
  Seen,
} from '../../../src/contracts/index.ts'

export interface Ways {
  /** Who reads the body: Elysia, for a handler that asks for `body`, or the handler from `request`. */
  readonly reads: 'body' | 'request'
  readonly config?: ElysiaConfig<''>
}

/** The scenario app on Elysia. Its paths are strict: slashes count. */
export function elysiaApp({ api, routes }: ScenarioSetup, { reads, config = {} }: Ways): AnyElysia {
  const app: AnyElysia = new Elysia({ adapter: node(), strictPath: true, ...config })
  app.use(tokenRoutes(api))
  for (const route of routes) {
    const scope = new Elysia({ strictPath: true })
    const { guard } = route
    if (typeof guard !== 'string') scope.use(tokenRequired(api, guard))
    if (route.reads !== undefined && reads === 'body') {
      scope.all(route.path, async ({ body, ...context }) =>
        respond(api, route, context, body instanceof ArrayBuffer ? new Uint8Array(body) : body),
      )
    } else {
      scope.all(route.path, async ({ request, params, ...context }) => {
        const body = await readRouteBody(request, route.reads)
        return respond(api, route, { request, params, ...context }, body)
      })
    }
    app.use(scope)
  }
  return app
}

type Handed = Pick<Context, 'request'> & {
  readonly params: Record<string, string>
  readonly user?: Seen['user']
  readonly authentication?: Seen['authentication']
}

async function respond(
  api: ScenarioSetup['api'],
  route: ScenarioRoute,
  context: Handed,
  body: unknown,
): Promise<Response> {
  const { request, params, user, authentication } = context
  const asked: Pick<Seen, 'user' | 'authentication' | 'error'> =
    route.guard === 'ask'
      ? await authenticate(api, context).catch((error: unknown) => ({ error }))
      : { user, authentication }
  const {
    status,
    headers,
    body: text,
  } = route.answer({
    method: request.method,
    params,
    body,
    ...asked,
  })
  return new Response(text, { status, headers })
}

async function readRouteBody(request: Request, reads: ScenarioRoute['reads']): Promise<unknown> {
  if (reads === 'bytes') return new Uint8Array(await request.arrayBuffer())
  if (reads === 'json') return request.json()
  return reads === 'form'
    ? Object.fromEntries(new URLSearchParams(await request.text()))
    : undefined
}

/** The app on a free loopback port, through @elysiajs/node. */
export async function listening(app: AnyElysia): Promise<ScenarioApp> {
  const options = { port: 0, hostname: '127.0.0.1', node: { maxHeaderSize: 32_768 } }
  const server = await new Promise<Server>((resolve) => {
    app.listen(options, (started) => {
      const { node: parts } = Reflect.get(started, 'raw') as { node: { server: Server } }
      parts.server.once('listening', () => resolve(parts.server))
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
