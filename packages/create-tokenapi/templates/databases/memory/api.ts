import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

// Users in memory end with the process. Without MARIA_PASSWORD there is no login.
const password = await makePassword(process.env['MARIA_PASSWORD'] ?? null)
const store = memoryStore([{ id: 1, username: 'maria', password }])
export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store,
  accessTokens: true,
})
