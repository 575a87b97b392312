import { createTokenApi } from 'tokenapi'
import { createPasswordHasher } from 'tokenapi/password'
import { postgresStore } from 'tokenapi/postgres'

export const api = createTokenApi({
  secretKey: [process.env['SECRET_KEY'] ?? '', process.env['OLD_SECRET_KEY'] ?? ''],
  store: postgresStore(process.env['DATABASE_URL'] ?? '', { users: { table: 'members' } }),
  tokenTimeoutDays: 30,
  credentials: ['header'],
  passwordHasher: createPasswordHasher({ algorithm: 'argon2' }),
  onEvent: (event) => console.log(JSON.stringify(event)),
})

export {}
