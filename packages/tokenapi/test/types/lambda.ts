/** What the handlers of functions know behind the guard, and what must not compile. */
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyHandlerV2,
  Context,
  LambdaFunctionURLHandler,
} from 'aws-lambda'
import { expectTypeOf } from 'vitest'

import { authenticate, tokenRequired, tokenRoutes } from '../../src/adapters/lambda.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi
declare const event: APIGatewayProxyEventV2

const guarded = tokenRequired(api, async (given, { user, token }, context) => {
  expectTypeOf(given).toEqualTypeOf<APIGatewayProxyEventV2>()
  expectTypeOf(user).toEqualTypeOf<User>()
  expectTypeOf(token.kind).toEqualTypeOf<'classic' | 'access' | 'ticket'>()
  expectTypeOf(context).toEqualTypeOf<Context>()
  return { statusCode: 200, body: user.username }
})
tokenRequired(api, { optional: true }, (_given, authentication) => {
  expectTypeOf(authentication).toEqualTypeOf<Authentication | undefined>()
  return { hello: authentication?.user.username }
})
tokenRequired(
  api,
  { onRefused: ({ status }) => new Response(null, { status }) },
  (_given, { user }) => user.username,
)
tokenRequired(api, (given: APIGatewayProxyEventV2WithJWTAuthorizer, { user }) => ({
  issuer: given.requestContext.authorizer.jwt.claims['iss'],
  user: user.id,
}))

// What a module exports, as AWS's own types want it.
const handler: APIGatewayProxyHandlerV2 = guarded
const ofUrl: LambdaFunctionURLHandler = guarded
const tokens: APIGatewayProxyHandlerV2 = tokenRoutes(api, { prefix: '/token' })
void [handler, ofUrl, tokens]

const asked = async (): Promise<void> => {
  expectTypeOf(await authenticate(api, event)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, event, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
}
void asked

// @ts-expect-error a handler is wrapped
tokenRequired(api)
// @ts-expect-error there may be no user
tokenRequired(api, { optional: true }, (_given, { user }) => user.username)
// @ts-expect-error no such option
tokenRequired(api, { optinal: true }, () => 'in')
// @ts-expect-error a refusal is a response, or nothing
tokenRequired(api, { onRefused: () => 'no' }, () => 'in')
