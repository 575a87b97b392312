import { postgresStore } from 'tokenapi/postgres'

export const store = postgresStore(process.env['DATABASE_URL'] ?? '', {
  users: { table: 'members', isActive: { column: 'disabled', when: false } },
})

export {}
