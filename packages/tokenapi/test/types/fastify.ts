/** Compiled by `npm run check`, never run: what a handler behind the guard sees, and what may not be. */
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'

import {
  type GuardedRequest,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../src/adapters/fastify.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi
const app: FastifyInstance = fastify()
const app2 = fastify({ http2: true })

export const right = [
  () => app.register(tokenRoutes(api), { prefix: '/token' }),
  () => app2.register(tokenRoutes(api), { prefix: '/token' }),
  () => app.addHook('onRequest', tokenRequired(api)),
  () => app.addHook('preHandler', tokenRequired(api, { onRefused: () => undefined })),
  () => app2.addHook('preHandler', tokenRequired(api)),
  () => app.get('/a', { preHandler: tokenRequired(api) }, (request) => request.user?.username),
  () => app.get('/a', { onRequest: [tokenRequired(api)] }, (request) => request.user?.username),
  () => app2.get('/a', { preHandler: tokenRequired(api) }, (request) => request.user?.username),
  () =>
    app.get(
      '/a',
      { preValidation: tokenRequired(api, { optional: false }) },
      ({ authentication }) => authentication?.token.issuedAt,
    ),
  () => app.get('/a', { preHandler: tokenRequired(api, { optional: true }) }, () => ''),
  () =>
    app.get(
      '/a',
      tokenRequired(api, (request) => request.user.username),
    ),
  () =>
    app.get(
      '/a',
      tokenRequired(api, async (request, reply) => reply.code(201).send(request.user.username)),
    ),
  () =>
    app.get(
      '/a',
      tokenRequired(api, function () {
        return this.version
      }),
    ),
  () =>
    app2.get(
      '/a',
      tokenRequired(api, (request) => request.user.username),
    ),
  () =>
    app.get(
      '/a',
      { config: {} },
      tokenRequired(api, (request) => request.user.username),
    ),
  () =>
    app.route({
      method: 'GET',
      url: '/a',
      handler: tokenRequired(api, (request) => request.user.username),
    }),
  () =>
    app.post<{ Body: { note: string } }>(
      '/a',
      tokenRequired(api, (request) => request.body.note),
    ),
  () =>
    app.get(
      '/a',
      tokenRequired(api, { optional: true }, (request) => request.user?.username),
    ),
  () =>
    app.post<{ Body: { note: string } }>(
      '/a',
      tokenRequired(
        api,
        { optional: true },
        (request) => `${request.body.note}${request.user?.username ?? ''}`,
      ),
    ),
  () =>
    app.get(
      '/a',
      tokenRequired(api, { onRefused: () => undefined }, (request) => request.user.username),
    ),
  async (request: FastifyRequest): Promise<User> => (await authenticate(api, request)).user,
  (request: FastifyRequest): Promise<Authentication | undefined> =>
    authenticate(api, request, { optional: true }),
  (request: GuardedRequest): User => request.user,
  (request: GuardedRequest<{ optional: true }>): User | undefined => request.user,
]

export const wrong = [
  // @ts-expect-error -- there may be no user
  () => tokenRequired(api, { optional: true }, (request) => request.user.username),
  // @ts-expect-error -- the same where it is not known before the program runs
  (optional: boolean) => tokenRequired(api, { optional }, (request) => request.user.username),
  // @ts-expect-error -- and for the authentication
  () => tokenRequired(api, { optional: true }, (request) => request.authentication.user),
  // @ts-expect-error -- nobody guards this route
  () => app.get('/a', (request) => request.user.username),
  // @ts-expect-error -- the body is not there yet, and the hook has other arguments
  () => app.addHook('preParsing', tokenRequired(api)),
  // @ts-expect-error -- an answer of one's own is a Response
  () => app.addHook('preHandler', tokenRequired(api, { onRefused: () => 'please log in' })),
  // @ts-expect-error -- no such option
  () => tokenRequired(api, { optionally: true }),
  async (request: FastifyRequest): Promise<User> =>
    // @ts-expect-error -- nothing presented, nobody there
    (await authenticate(api, request, { optional: true })).user,
]
