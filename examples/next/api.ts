// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
})
