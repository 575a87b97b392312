import { createTokenApi, jsonResponse } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

const index = api.tokenRequired((_request, { user }) => jsonResponse({ hello: user.username }))

export default {
  fetch(request: Request): Response | Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/token/')) return api.handle(request)
    if (pathname === '/index.json') return index(request)
    return new Response('Not found', { status: 404 })
  },
}

export {}
