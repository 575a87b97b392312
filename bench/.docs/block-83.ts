import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/lambda'
import { postgresStore } from 'tokenapi/postgres'

// Outside of the handler: one pool for each instance of the function.
const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: postgresStore(process.env['DATABASE_URL'] ?? ''),
})

const tokens = tokenRoutes(api)
const index = tokenRequired(api, (_event, { user }) => ({ hello: user.username }))

export const handler = (event: APIGatewayProxyEventV2, context: Context) =>
  event.rawPath === '/index.json' ? index(event, context) : tokens(event)

export {}
