/** Compiled by `npm run check`, never run: what a handler behind the guard sees, and what may not be. */
import { type Request, server as newServer } from '@hapi/hapi'

import {
  type GuardedRequest,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../src/adapters/hapi.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi
const server = newServer()

export const right = [
  () => server.register(tokenRoutes(api), { routes: { prefix: '/token' } }),
  () => server.register({ plugin: tokenRoutes(api), routes: { prefix: '/token' } }),
  () => server.auth.scheme('tokenapi', tokenRequired(api)),
  () => server.auth.scheme('tokenapi', tokenRequired(api, { onRefused: () => undefined })),
  () =>
    server.route({
      method: 'GET',
      path: '/a',
      options: { auth: 'token' },
      handler: (request) => request.auth.credentials.user.username,
    }),
  () =>
    server.route({
      method: 'GET',
      path: '/a',
      options: { auth: 'token' },
      handler: (request) => request.auth.credentials.authentication.token.issuedAt.toISOString(),
    }),
  () =>
    server.route({
      method: 'GET',
      path: '/a',
      handler: tokenRequired(api, (request) => request.auth.credentials.user.username),
    }),
  () =>
    server.route({
      method: 'GET',
      path: '/a',
      handler: tokenRequired(api, async (request, h) =>
        h.response(request.auth.credentials.user.username).code(201),
      ),
    }),
  () =>
    server.route<{ Payload: { note: string } }>({
      method: 'POST',
      path: '/a',
      handler: tokenRequired(api, (request) => request.payload.note),
    }),
  () =>
    server.route({
      method: 'GET',
      path: '/a',
      handler: tokenRequired(api, { optional: true }, (request) => ({
        user: request.auth.credentials?.user.username,
        path: request.path,
      })),
    }),
  () =>
    server.route({
      method: 'GET',
      path: '/a',
      handler: tokenRequired(
        api,
        { onRefused: () => undefined },
        (request) => request.auth.credentials.user.username,
      ),
    }),
  async (request: Request): Promise<User> => (await authenticate(api, request)).user,
  (request: Request): Promise<Authentication | undefined> =>
    authenticate(api, request, { optional: true }),
  (request: GuardedRequest): User => request.auth.credentials.user,
]

export const wrong = [
  // @ts-expect-error -- there may be no user
  () => tokenRequired(api, { optional: true }, (request) => request.auth.credentials.user.username),
  (optional: boolean) =>
    // @ts-expect-error -- the same where it is not known before the program runs
    tokenRequired(api, { optional }, (request) => request.auth.credentials.user.username),
  // @ts-expect-error -- as a scheme it is the route's mode
  () => server.auth.scheme('tokenapi', tokenRequired(api, { optional: true })),
  // @ts-expect-error -- a scheme is no handler
  () => server.route({ method: 'GET', path: '/a', options: tokenRequired(api) }),
  // @ts-expect-error -- an answer of one's own is a Response
  () => server.auth.scheme('tokenapi', tokenRequired(api, { onRefused: () => 'please log in' })),
  // @ts-expect-error -- no such option
  () => tokenRequired(api, { optionally: true }),
  async (request: Request): Promise<User> =>
    // @ts-expect-error -- nothing presented, nobody there
    (await authenticate(api, request, { optional: true })).user,
]
