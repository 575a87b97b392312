import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
  onEvent(event) {
    if (event.name === 'authentication.succeeded') return
    console.log(JSON.stringify(event))
  },
})

export {}
