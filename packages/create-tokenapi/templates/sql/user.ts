// npm run user maria: adds a user and prints the password once.
import { randomBytes } from 'node:crypto'

import { isUserExistsError } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { makePassword } from 'tokenapi/password'

import { store } from './api.ts'

const [username] = process.argv.slice(2)
if (username === undefined) {
  console.error('usage: npm run user NAME')
  process.exit(1)
}
const password = randomBytes(12).toString('base64url')
try {
  const { migrate, users } = sqlAdmin(store)
  await migrate()
  await users.add({ username, password: await makePassword(password) })
  console.log(`added ${username} with the password ${password}`)
} catch (error) {
  if (!isUserExistsError(error)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await store.close()
}
