import { createServer } from 'node:http'

import {
  type Request,
  type ResponseToolkit,
  type RouteOptionsPayload,
  type Server,
  server as newServer,
} from '@hapi/hapi'

import {
  type GuardedCredentials,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../../src/adapters/hapi.ts'
import type {
  ScenarioApp,
  ScenarioSetup,
  ScenarioRoute,
  Seen,
} from '../../../src/contracts/index.ts'
import { readBodyAs } from '../../../src/contracts/read-body.ts'

export interface Places {
  /** As a scheme, before hapi has read the body, or around the handler, behind that. */
  readonly guard: 'scheme' | 'handler'
  /** What hapi makes of bodies: as it does by default, with multipart forms, or nothing. */
  readonly payload: 'parsed' | 'stream'
}

const PAYLOADS: Record<Places['payload'], RouteOptionsPayload> = {
  parsed: { multipart: { output: 'data' } },
  stream: { parse: false, output: 'stream' },
}

/** The scenario app on hapi. Case and slashes count, as they do by default. */
export async function hapiApp({ api, routes }: ScenarioSetup, places: Places): Promise<Server> {
  const server = newServer({
    host: '127.0.0.1',
    port: 0,
    listener: createServer({ maxHeaderSize: 32_768 }),
  })
  await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
  for (const route of routes) serve(server, api, route, places)
  return server
}

function serve(
  server: Server,
  api: ScenarioSetup['api'],
  route: ScenarioRoute,
  places: Places,
): void {
  const { guard } = route
  const payload = PAYLOADS[places.payload]
  const address = { method: '*', path: route.path.replaceAll(/:(\w+)/g, '{$1}') } as const
  const handler = send(api, route)
  if (guard === 'open' || guard === 'ask') {
    // Of itself hapi says "no-cache", which a guarded route is to do better than.
    server.route({ ...address, options: { payload, cache: false }, handler })
  } else if (places.guard === 'handler') {
    server.route({ ...address, options: { payload }, handler: tokenRequired(api, guard, handler) })
  } else {
    const { optional, ...others } = guard
    server.auth.scheme(route.path, tokenRequired(api, others))
    server.auth.strategy(route.path, route.path)
    const mode = optional === true ? 'optional' : 'required'
    server.route({
      ...address,
      options: { payload, auth: { strategy: route.path, mode } },
      handler,
    })
  }
}

type SeenRequest = Omit<Request, 'auth'> & {
  readonly auth: { readonly credentials: GuardedCredentials | null }
}

function send(api: ScenarioSetup['api'], route: ScenarioRoute) {
  return async (request: SeenRequest, h: ResponseToolkit) => {
    const asked: Pick<Seen, 'user' | 'authentication' | 'error'> =
      route.guard === 'ask'
        ? await authenticate(api, request).catch((error: unknown) => ({ error }))
        : {
            user: request.auth.credentials?.user,
            authentication: request.auth.credentials?.authentication,
          }
    const body = route.reads === undefined ? undefined : await readRouteBody(request, route.reads)
    const params = request.params as Record<string, string>
    const method = request.method.toUpperCase()
    const answer = route.answer({ method, params, body, ...asked })
    const response = h.response(answer.body).code(answer.status)
    for (const [name, value] of Object.entries(answer.headers)) response.header(name, value)
    return response
  }
}

/** What hapi has made of the body, or else the stream. */
async function readRouteBody(
  { payload, raw }: SeenRequest,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  if (Buffer.isBuffer(payload)) return new Uint8Array(payload)
  if (payload === null && reads === 'bytes') return new Uint8Array()
  if (payload !== raw.req) return payload
  const chunks: Buffer[] = []
  for await (const chunk of raw.req) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return readBodyAs(reads, bytes)
}

/** The app on a free loopback port. */
export async function listening(server: Server): Promise<ScenarioApp> {
  await server.start()
  return { port: Number(server.info.port), close: () => server.stop({ timeout: 0 }) }
}
