// The same without a framework.  SECRET_KEY=... node server.ts app.sqlite3
import { createServer } from 'node:http'

import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/node'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore(process.argv[2] ?? 'app.sqlite3'),
})

const tokens = tokenRoutes(api)
const index = tokenRequired(api, (_request, response, { user }) => {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ success: true, hello: user.username }))
})
const server = createServer((request, response) => {
  const isIndex = request.url?.split('?')[0] === '/index.json'
  void (isIndex ? index : tokens)(request, response)
}).listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
