import assert from 'node:assert/strict'

import Hapi, { type Server } from '@hapi/hapi'
import type { TokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/hapi'
import { inMemoryApi } from 'tokenapi/testing'

function createServer(api: TokenApi): Server {
  const server = Hapi.server()
  server.auth.scheme('tokenapi', tokenRequired(api))
  server.auth.strategy('token', 'tokenapi')
  server.route({
    method: 'GET',
    path: '/index.json',
    options: { auth: 'token' },
    handler: (request) => request.auth.credentials.user.username,
  })
  return server
}

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const server = createServer(api)
const called = await server.inject({ url: '/index.json', headers: loginAs('maria') })
assert.equal(called.payload, 'maria')
assert.equal((await server.inject('/index.json')).statusCode, 401)

export {}
