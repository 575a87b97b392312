import assert from 'node:assert/strict'

import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { tokenRequired } from 'tokenapi/lambda'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const handler = tokenRequired(api, (_event, { user }) => user.username)

const event = (headers: Record<string, string>) =>
  ({
    version: '2.0',
    rawPath: '/index.json',
    rawQueryString: '',
    headers,
    isBase64Encoded: false,
    requestContext: { http: { method: 'GET' }, stage: '$default' },
  }) as APIGatewayProxyEventV2

assert.equal((await handler(event({ ...loginAs('maria') }), {} as Context)).body, 'maria')
assert.equal((await handler(event({}), {} as Context)).statusCode, 401)

export {}
