// Token login without a framework. Run `npm start` and log in as demo with the password demo.
import { createServer } from 'node:http'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { tokenRequired, tokenRoutes } from 'tokenapi/node'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
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
