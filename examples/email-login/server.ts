// Login with an e-mail address or a user name. Backends are tried in order, as Django's AUTHENTICATION_BACKENDS.
// It needs SECRET_KEY and a database: `npm start -- ../../tokenapi.sqlite3` uses the one of `npm start` at the root.
import express from 'express'
import { createTokenApi, passwordBackend } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { createPasswordHasher } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

const path = process.argv[2] ?? 'app.sqlite3'
const store = sqliteStore(path)
// The same table, with another column for the login name.
const byEmail = sqliteStore(path, { users: { username: 'email' } })
const hasher = createPasswordHasher()

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store,
  backends: [
    passwordBackend({ hasher, find: (username) => store.findByUsername(username) }),
    passwordBackend({ hasher, find: (email) => byEmail.findByUsername(email) }),
  ],
})

const app = express()
app.use('/token', tokenRoutes(api))
app.all(
  '/index.json',
  tokenRequired(api, (req, res) => res.json({ success: true, hello: req.user.username })),
)
const server = app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
