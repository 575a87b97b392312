// Open one existing view to an app's own clients.  SECRET_KEY=... npm start
import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore(process.env['DATABASE'] ?? 'app.sqlite3'),
})
