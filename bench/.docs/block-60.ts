import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})

const app = express()
app.use('/token', tokenRoutes(api))
app.get(
  '/index.json',
  tokenRequired(api, (req, res) => {
    res.json({ hello: req.user.username })
  }),
)
app.listen(8000)

export {}
