import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

import { type Member, createApp } from './app.ts'

const store = sqliteStore<Member>('app.sqlite3', {
  users: {
    table: 'members',
    username: 'email',
    password: 'password_hash',
    isActive: null, // no such column: every member is active
    attributes: ['plan'],
  },
})
await store.ping() // throws if a table, a column or a driver is missing
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })

const server = createApp(api).listen(Number(process.env['PORT'] ?? 8000))
process.once('SIGTERM', () => server.close(() => void api.close()))
