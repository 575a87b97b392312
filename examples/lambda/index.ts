// Token login for an existing route, in a function with an HTTP API or a function URL.
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/lambda'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const tokens = tokenRoutes(api) // POST /token/new.json, GET /token/TOKEN/USER.json
const index = tokenRequired(api, (_event, { user }) => ({ success: true, hello: user.username }))

export const handler = (event: APIGatewayProxyEventV2, context: Context) =>
  event.rawPath === '/index.json' ? index(event, context) : tokens(event)
