import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
  accessTokens: { prefix: 'acme', lifetimeDays: 30, maxPerUser: 50 },
})

// A login now issues an access token. A script gets one of its own, with less power:
const { token, record } = await api.accessTokens.issue(17, {
  name: 'backup',
  scopes: ['files:read'],
})
console.log(token) // acme_…: shown this once
await api.accessTokens.revoke(record.id)

export {}
