// Token login for an existing route. Run `npm start` or `bun index.ts`, and log in as demo with the
// password demo.
import { createTokenApi, jsonResponse } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

declare const Bun: {
  serve(options: {
    readonly hostname: string
    readonly port: number
    readonly routes: Readonly<Record<string, (request: Request) => Response | Promise<Response>>>
  }): { readonly port: number }
}

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env['PORT'] ?? 8000),
  routes: {
    '/token/*': (request) => api.handle(request), // POST new.json, GET TOKEN/USER.json
    '/index.json': api.tokenRequired((_request, { user }) =>
      jsonResponse({ hello: user.username }),
    ),
    '/*': () => new Response('Not found', { status: 404 }),
  },
})
console.log({ port })
