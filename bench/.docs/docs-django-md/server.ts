import { createTokenApi } from 'tokenapi'
import { postgresStore } from 'tokenapi/postgres'

import { createApp } from './app.ts'

const store = postgresStore(process.env['DATABASE_URL'] ?? '', {
  users: { attributes: ['is_staff'] }, // the table is Django's auth_user
})
await store.ping()

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store,
  timeZone: process.env['TIME_ZONE'],
  tokenTimeoutDays: Number(process.env['TOKEN_TIMEOUT_DAYS'] ?? 7),
  compatibility: 'django-tokenapi',
  upgradePasswords: false, // the hashes stay as Django wrote them
})
await createApp(api).listen({ port: Number(process.env['PORT'] ?? 8001) })
