// Open one existing view to an app's own clients.  SECRET_KEY=... node server.ts app.sqlite3
import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore(process.argv[2] ?? 'app.sqlite3'),
})

const app = express()
app.use('/token', tokenRoutes(api)) // POST /token/new.json, GET /token/TOKEN/USER.json
app.all('/index.json', tokenRequired(api), (req, res) => {
  res.json({ success: true, hello: req.user.username })
})
const server = app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
