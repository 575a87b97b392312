import { sqlEvents } from 'tokenapi/audit'
import { sqliteStore } from 'tokenapi/sqlite'

const events = sqlEvents(sqliteStore('app.sqlite3'))
for await (const { time, username, address } of events.list({ name: 'login.failed' })) {
  console.log(time, username, address)
}

export {}
