import { createTokenApi } from 'tokenapi'
import { createPasswordHasher } from 'tokenapi/password'
import { postgresStore } from 'tokenapi/postgres'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: postgresStore(process.env['DATABASE_URL'] ?? ''),
  timeZone: 'Europe/Paris',
  passwordHasher: createPasswordHasher({ algorithm: 'pbkdf2_sha256', iterations: 600_000 }),
  upgradePasswords: false,
})

export {}
