import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
  onEvent(event) {
    if ('reason' in event) console.warn(event.name, event.reason)
    if (event.name === 'warning.found') console.warn(event.message, event.fix)
  },
})

export {}
