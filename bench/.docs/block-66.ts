import fastify from 'fastify'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/fastify'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const app = fastify()

// Every route of a scope.
app.register(async (scope) => {
  scope.addHook('onRequest', tokenRequired(api))
  scope.get('/me', ({ user, authentication }) => ({
    name: user?.username,
    until: authentication?.token.expiresAt,
  }))
})
// A user or a stranger.
app.get(
  '/greeting',
  tokenRequired(api, { optional: true }, ({ user }) => `hello ${user?.username ?? 'stranger'}`),
)
// Without a guard.
app.get('/ask', async (request) => (await authenticate(api, request)).user.username)

export {}
