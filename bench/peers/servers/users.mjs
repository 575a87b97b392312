/** The users table for servers that look users up by hand: by the driver alone, with prepared statements. */
import { env } from 'node:process'

const USER = 'SELECT id, username, password, is_active FROM auth_user WHERE '
const OF_KEY =
  'SELECT u.id, u.username, u.password, u.is_active FROM authtoken_token t JOIN auth_user u ON u.id = t.user_id WHERE t.key = '

/** `byId`, `byName` and `byKey` return a row or `undefined`; over PostgreSQL a promise of it. */
export async function openUsers() {
  const { DATABASE } = env
  if (DATABASE === 'none') return undefined
  return DATABASE.startsWith('sqlite:')
    ? sqliteUsers(DATABASE.slice('sqlite:'.length))
    : postgresUsers(DATABASE)
}

async function sqliteUsers(file) {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(file)
  const one = (sql) => {
    const statement = database.prepare(`${sql}?`)
    return (value) => statement.get(value)
  }
  return { byId: one(`${USER}id = `), byName: one(`${USER}username = `), byKey: one(OF_KEY) }
}

async function postgresUsers(connectionString) {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString, max: 10 })
  const one = (name, sql) => async (value) =>
    (await pool.query({ name, text: `${sql}$1`, values: [value] })).rows[0]
  return {
    byId: one('by_id', `${USER}id = `),
    byName: one('by_name', `${USER}username = `),
    byKey: one('by_key', OF_KEY),
  }
}
