import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

// In Django's table, auth_user; a table of your own is an option: { users: { table: 'members' } }.
export const store = sqliteStore('app.sqlite3', { create: true })
export const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })
