import { createServer } from 'node:http'

import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/node'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const tokens = tokenRoutes(api)
const index = tokenRequired(api, (_request, response, { user }) => {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ hello: user.username }))
})
createServer((request, response) => {
  const isIndex = request.url?.split('?')[0] === '/index.json'
  void (isIndex ? index : tokens)(request, response)
}).listen(8000)

export {}
