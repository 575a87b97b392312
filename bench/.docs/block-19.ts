import { postgresStore } from 'tokenapi/postgres'

export const store = postgresStore('postgres://app:secret@pooler.example.com:6543/app', {
  prepare: false,
})

export {}
