import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/express'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3', { users: { attributes: ['is_staff'] } }),
  accessTokens: {
    // A login of a person gives every scope by default.
    scopesForLogin: (user) => (user.is_staff ? ['*'] : ['reports:read']),
    // Guards without `scopes` need these. Default: none, and any valid token passes.
    defaultScopes: ['*'],
  },
})

const app = express()
app.post('/reports', tokenRequired(api, { scopes: ['reports:write'] }), (_req, res) => {
  res.json({ success: true })
})

export {}
