import { sqliteStore } from 'tokenapi/sqlite'

export const store = sqliteStore<{ plan: 'free' | 'paid'; email: string | null }>('app.sqlite3', {
  users: { attributes: ['plan', 'email'] },
})

export {}
