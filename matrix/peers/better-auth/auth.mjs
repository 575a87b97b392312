/** better-auth with its plugins for tokens, as servers and the seed use it. */
import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { bearer } from 'better-auth/plugins'

import { fits } from '../../../bench/peers/servers/password.mjs'
import { HASH, SECRET } from '../../../bench/peers/setup/users.mjs'

export async function openAuth(url) {
  const database = await openDatabase(url)
  const auth = betterAuth({
    database,
    secret: SECRET,
    baseURL: 'http://127.0.0.1',
    telemetry: { enabled: false },
    logger: { disabled: true },
    // By default 3 logins in 10 seconds.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      // The hash of every row, so that logins can be compared. All users of the seed have the same.
      password: { hash: async () => HASH, verify: ({ hash, password }) => fits(password, hash) },
    },
    // By default 10 requests a day with a key.
    plugins: [bearer(), apiKey({ rateLimit: { enabled: false } })],
  })
  return { auth, database }
}

async function openDatabase(url) {
  if (!url.startsWith('sqlite:')) {
    const { default: pg } = await import('pg')
    return new pg.Pool({ connectionString: url, max: 10 })
  }
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(url.slice('sqlite:'.length))
  // It writes on requests: without this each write waits for the disk.
  database.pragma('synchronous = NORMAL')
  return database
}
