import Hapi from '@hapi/hapi'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/hapi'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const server = Hapi.server()

server.route([
  {
    // A user or a stranger.
    method: 'GET',
    path: '/greeting',
    handler: tokenRequired(
      api,
      { optional: true },
      ({ auth }) => `hello ${auth.credentials?.user.username ?? 'stranger'}`,
    ),
  },
  {
    // Without a guard.
    method: 'GET',
    path: '/ask',
    handler: async (request) => (await authenticate(api, request)).user.username,
  },
])

export {}
