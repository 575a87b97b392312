import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const app = express()
// Here: express-session and `passport.session()`, which set `req.user`.

app.get('/either.json', tokenRequired(api, { optional: true }), (req, res) => {
  if (req.user === undefined) return void res.status(401).json({ errors: 'Please log in.' })
  res.json({ by: req.authentication === undefined ? 'session' : 'token' })
})

// Both: the session's user at `req.user`, the token's user at `req.caller`.
app.get(
  '/both.json',
  tokenRequired(api, { userProperty: 'caller' }, (req, res) => res.json(req.caller)),
)

export {}
