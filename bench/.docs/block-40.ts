import { createTokenApi } from 'tokenapi'
import { postgresStore } from 'tokenapi/postgres'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: postgresStore(process.env['DATABASE_URL'] ?? ''),
  loginThrottle: { accountFailures: 5, addressFailures: 20 },
})

export {}
