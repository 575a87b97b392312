import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

// The default table is Django's auth_user. For your own table: { users: { table: 'members' } }.
export const store = sqliteStore('app.sqlite3', { create: true })
export const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })
