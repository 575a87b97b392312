import type { AddressInfo } from 'node:net'

import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/fastify.ts'
import type { Authentication, User } from '../../../src/index.ts'
import type { ScenarioApp, ScenarioSetup, ScenarioRoute } from '../../../src/contracts/index.ts'
import { readBodyAs } from '../../../src/contracts/read-body.ts'

export interface Places {
  /** Where the guard stands: a hook of the route, of the scope around the views, or the handler. */
  readonly guard: 'onRequest' | 'preValidation' | 'preHandler' | 'scope' | 'handler'
  /** "plugins": Fastify's own and those for forms. "none": every body is left to the handler. */
  readonly parsers: 'plugins' | 'none'
}

/** The scenario app on Fastify. Case and slashes count, as they do by default. */
export function fastifyApp({ api, routes }: ScenarioSetup, places: Places): FastifyInstance {
  const app = fastify({ http: { maxHeaderSize: 32_768 }, forceCloseConnections: true })
  if (places.parsers === 'plugins') {
    app.register(formbody)
    app.register(multipart, { attachFieldsToBody: true })
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, parsed) =>
      parsed(null, bytes),
    )
  } else {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
  }
  app.register(tokenRoutes(api), { prefix: '/token' })
  for (const route of routes) {
    app.register((scope, _options, done) => {
      serve(scope, api, route, places.guard)
      done()
    })
  }
  return app
}

function serve(
  scope: FastifyInstance,
  api: ScenarioSetup['api'],
  route: ScenarioRoute,
  place: Places['guard'],
): void {
  const { guard, path } = route
  const handler = send(api, route)
  if (guard === 'open' || guard === 'ask') return void scope.all(path, handler)
  if (place === 'handler') return void scope.all(path, tokenRequired(api, guard, handler))
  if (place === 'scope') {
    scope.addHook('onRequest', tokenRequired(api, guard))
    return void scope.all(path, handler)
  }
  scope.all(path, { [place]: tokenRequired(api, guard) }, handler)
}

type SeenRequest = Pick<FastifyRequest, 'method' | 'params' | 'originalUrl' | 'raw' | 'body'> & {
  readonly user?: User | undefined
  readonly authentication?: Authentication | undefined
}

function send(api: ScenarioSetup['api'], route: ScenarioRoute) {
  return async (request: SeenRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked =
      route.guard === 'ask'
        ? await authenticate(api, request).catch((error: unknown) => ({ error }))
        : { user: request.user, authentication: request.authentication }
    const body = route.reads === undefined ? undefined : await readRouteBody(request, route.reads)
    const params = request.params as Record<string, string>
    const answer = route.answer({ method: request.method, params, body, ...asked })
    return reply.code(answer.status).headers(answer.headers).send(answer.body)
  }
}

/** What a parser has left, or else the stream. */
async function readRouteBody(
  request: SeenRequest,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  if (Buffer.isBuffer(request.body)) return new Uint8Array(request.body)
  if (request.body !== undefined) return request.body
  const chunks: Buffer[] = []
  for await (const chunk of request.raw) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return readBodyAs(reads, bytes)
}

/** The app on a free loopback port. */
export async function listening(app: FastifyInstance): Promise<ScenarioApp> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    port: (app.server.address() as AddressInfo).port,
    close: () => app.close(),
  }
}
