// The devices that a user is logged in on: see them, rename them, log them out. Run `npm start`, open the address that it
// prints, and log in as demo with the password demo, in two browsers.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRoutes } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
  accessTokens: true,
})

const app = express()
// The list, and everything that the page does with it, are routes of tokenapi.
app.use('/token', tokenRoutes(api))
app.use(express.static(join(import.meta.dirname, 'page')))
// The client as the package has it: without a bundler, by the import map of the page.
const client = new URL('.', import.meta.resolve('tokenapi/client'))
app.use('/tokenapi/client', express.static(fileURLToPath(client)))

const server = app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
