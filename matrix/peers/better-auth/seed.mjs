/** Makes the tables, users, sessions and keys through better-auth; prints a JSON line for each user. */
import { getMigrations } from 'better-auth/db/migration'

import { PASSWORD, USERS } from '../../../bench/peers/setup/users.mjs'
import { openAuth } from './auth.mjs'

const { auth, database } = await openAuth(process.env.DATABASE)
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()
database.pragma?.('synchronous = OFF')
for (const { username: name } of USERS) {
  const { headers, response } = await auth.api.signUpEmail({
    body: { name, email: `${name}@example.com`, password: PASSWORD },
    returnHeaders: true,
  })
  const { key } = await auth.api.createApiKey({ body: { userId: response.user.id, name: 'bench' } })
  console.log(JSON.stringify({ bearer: headers.get('set-auth-token'), key }))
}
await (database.end ?? database.close).call(database)
