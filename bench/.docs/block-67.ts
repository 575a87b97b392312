import assert from 'node:assert/strict'

import fastify, { type FastifyInstance } from 'fastify'
import type { TokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/fastify'
import { inMemoryApi } from 'tokenapi/testing'

function createApp(api: TokenApi): FastifyInstance {
  const app = fastify()
  app.get(
    '/index.json',
    tokenRequired(api, ({ user }) => user.username),
  )
  return app
}

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = createApp(api)
const called = await app.inject({ url: '/index.json', headers: loginAs('maria') })
assert.equal(called.body, 'maria')
assert.equal((await app.inject('/index.json')).statusCode, 401)

export {}
