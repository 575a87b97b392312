/** What listeners of node:http and node:http2 know behind the guard, and what must not compile. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import {
  type Http2ServerRequest,
  type Http2ServerResponse,
  createSecureServer,
  createServer as createHttp2Server,
} from 'node:http2'

import { expectTypeOf } from 'vitest'

import { authenticate, tokenRequired, tokenRoutes } from '../../src/adapters/node.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi

createServer(
  tokenRequired(api, (request, response, { user, token }) => {
    expectTypeOf(request).toExtend<IncomingMessage>()
    expectTypeOf(response).toExtend<ServerResponse>()
    expectTypeOf(user).toEqualTypeOf<User>()
    expectTypeOf(token.expiresAt).toEqualTypeOf<Date | undefined>()
    response.writeHead(200).end(user.username)
  }),
)
const alone = tokenRequired(api, (request, response, { user }) => {
  expectTypeOf(request).toEqualTypeOf<IncomingMessage>()
  response.end(user.username)
})
createServer((request, response) => void alone(request, response))
createServer(
  tokenRequired(api, { optional: true }, (_request, response, authentication) => {
    expectTypeOf(authentication).toEqualTypeOf<Authentication | undefined>()
    response.end(authentication?.user.username)
  }),
)
tokenRequired(
  api,
  { onRefused: ({ status }) => new Response(null, { status }) },
  (_request, response, { user }) => response.end(user.username),
)

// The same functions for HTTP/2.
createSecureServer(
  tokenRequired(api, (request: Http2ServerRequest, response: Http2ServerResponse, { user }) => {
    response.end(`${request.authority} ${user.username}`)
  }),
)
createHttp2Server(tokenRoutes(api, { prefix: '/token' }))
createServer(tokenRoutes(api))
createServer(async (request) => {
  expectTypeOf(await authenticate(api, request)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, request, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
})

// @ts-expect-error a listener is wrapped
tokenRequired(api)
// @ts-expect-error there may be no user
tokenRequired(api, { optional: true }, (_request, response, { user }) => response.end(user))
// @ts-expect-error no such option
tokenRequired(api, { optinal: true }, () => undefined)
// @ts-expect-error a refusal is a response, or nothing
tokenRequired(api, { onRefused: () => 'no' }, () => undefined)
// @ts-expect-error one of HTTP/2 alone
createServer(tokenRequired(api, (request: Http2ServerRequest) => request.authority))
