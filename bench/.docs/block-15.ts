import { createTokenApi, passwordBackend } from 'tokenapi'
import { createPasswordHasher } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

const store = sqliteStore('app.sqlite3')
const byEmail = sqliteStore('app.sqlite3', { users: { username: 'email' } })
const hasher = createPasswordHasher()

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store,
  backends: [
    passwordBackend({ hasher, find: (name) => store.findByUsername(name) }),
    passwordBackend({ hasher, find: (email) => byEmail.findByUsername(email.toLowerCase()) }),
  ],
})

export {}
