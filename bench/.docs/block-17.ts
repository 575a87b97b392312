import pg from 'pg'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'

// Your pool: you close it.
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })
export const shared = postgresStore(pool)
await shared.ping()

// A pool of the store: `close()` ends it.
export const own = mysqlStore('mysql://app:secret@db.example.com/app', {
  timeout: 1_000,
  maxConnections: 5,
})

export {}
