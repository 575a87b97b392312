import { createTokenApi, jsonResponse } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

const { ORIGIN = 'https://origin.example', SECRET_KEY } = process.env
const api = createTokenApi({ secretKey: SECRET_KEY, store: memoryStore() })

const index = api.tokenRequired((_request, { user }) => jsonResponse({ hello: user.username }))

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    // The only route that hashes passwords.
    if (pathname === '/token/new.json') return fetch(new URL(pathname, ORIGIN), request)
    if (pathname.startsWith('/token/')) return api.handle(request)
    if (pathname === '/index.json') return index(request)
    return new Response('Not found', { status: 404 })
  },
}

export {}
