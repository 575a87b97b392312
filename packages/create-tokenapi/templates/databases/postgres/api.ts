import { createTokenApi } from 'tokenapi'
import { postgresStore } from 'tokenapi/postgres'

// The default table is Django's auth_user. For your own table: { users: { table: 'members' } }.
export const store = postgresStore(process.env['DATABASE_URL'] ?? '')
export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store,
  accessTokens: true,
})
