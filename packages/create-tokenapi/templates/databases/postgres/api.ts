import { createTokenApi } from 'tokenapi'
import { postgresStore } from 'tokenapi/postgres'

// In Django's table, auth_user; a table of your own is an option: { users: { table: 'members' } }.
export const store = postgresStore(process.env['DATABASE_URL'] ?? '')
export const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })
