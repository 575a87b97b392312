import { createTokenApi } from 'tokenapi'
import { postgresStore } from 'tokenapi/postgres'

const store = postgresStore('postgres://app:secret@db.example.com/app', {
  users: {
    table: 'members',
    id: 'member_id',
    idType: 'uuid',
    username: 'email',
    password: 'password_hash',
    isActive: null,
  },
})
await store.ping()
export const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })

export {}
