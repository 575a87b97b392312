import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/lambda'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

export const until = tokenRequired(api, (_event, { token }, context) => ({
  statusCode: 200,
  headers: { 'content-type': 'text/plain', 'x-request': context.awsRequestId },
  body: String(token.expiresAt),
}))
// A user or a stranger.
export const greeting = tokenRequired(api, { optional: true }, (_event, authentication) => ({
  hello: authentication?.user.username ?? 'stranger',
}))
// Behind an authorizer of the gateway: name the type of its event.
export const both = tokenRequired(
  api,
  (event: APIGatewayProxyEventV2WithJWTAuthorizer, { user }) => ({
    issuer: event.requestContext.authorizer.jwt.claims['iss'],
    hello: user.username,
  }),
)
// Without a guard.
export const ask = async (event: APIGatewayProxyEventV2) =>
  (await authenticate(api, event)).user.username

export {}
