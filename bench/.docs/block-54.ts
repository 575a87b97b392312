import type { TokenApi } from 'tokenapi'

export function createApp(api: TokenApi): (request: Request) => Promise<Response> {
  const index = api.tokenRequired((_request, { user }) => Response.json({ hello: user.username }))
  return (request) =>
    new URL(request.url).pathname === '/index.json' ? index(request) : api.handle(request)
}

export {}
