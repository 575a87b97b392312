// Token login for an existing route. Run `npm start` or `deno run -NER index.ts`, and log in as demo with the
// password demo.
import process from 'node:process'

import { createTokenApi, jsonResponse } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

declare const Deno: {
  serve(
    options: { readonly hostname: string; readonly port: number },
    fetch: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number } }
}

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})
const index = api.tokenRequired((_request, { user }) => jsonResponse({ hello: user.username }))

const port = Number(process.env['PORT'] ?? 8000)
const { addr } = Deno.serve({ hostname: '127.0.0.1', port }, (request) => {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/token/')) return api.handle(request)
  if (pathname === '/index.json') return index(request)
  return new Response('Not found', { status: 404 })
})
console.log({ port: addr.port })
