import { createTokenApi, passwordBackend } from 'tokenapi'
import { createPasswordHasher } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

const store = sqliteStore('app.sqlite3', { users: { username: 'email' } })

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store,
  backends: [
    passwordBackend({
      hasher: createPasswordHasher(),
      find: (typed) => store.findByUsername(typed.trim().toLowerCase()),
    }),
  ],
})

export {}
