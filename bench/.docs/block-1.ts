import { randomBytes } from 'node:crypto'

import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

const users = memoryStore([{ username: 'demo', password: await makePassword('demo-password') }])
const api = createTokenApi({
  // Without SECRET_KEY, tokens end when the process ends.
  secretKey: process.env['SECRET_KEY'] ?? randomBytes(32).toString('hex'),
  store: users,
})

const app = express()
app.use('/token', tokenRoutes(api)) // POST /token/new.json logs in
app.get(
  '/index.json',
  tokenRequired(api, (req, res) => {
    res.json({ success: true, hello: req.user.username })
  }),
)
app.listen(8000)

export {}
