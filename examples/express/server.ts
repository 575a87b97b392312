// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})

const app = express()
app.use('/token', tokenRoutes(api)) // POST /token/new.json, GET /token/TOKEN/USER.json
app.all(
  '/index.json',
  tokenRequired(api, (req, res) => {
    res.json({ success: true, hello: req.user.username })
  }),
)
const server = app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
