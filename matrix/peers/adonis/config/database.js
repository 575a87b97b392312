import { defineConfig } from '@adonisjs/lucid'

const url = process.env.DATABASE
const postgres = { client: 'pg', connection: { connectionString: url }, pool: { min: 0, max: 10 } }
const sqlite = {
  client: 'better-sqlite3',
  connection: { filename: url.replace(/^sqlite:/, '') },
  useNullAsDefault: true,
  pool: {
    // It writes on each request: without this each write waits for the disk.
    afterCreate(connection, done) {
      connection.pragma('synchronous = NORMAL')
      done(null, connection)
    },
  },
}
export default defineConfig({
  connection: 'main',
  connections: { main: url.startsWith('sqlite:') ? sqlite : postgres },
})
