import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { inMemoryApi } from 'tokenapi/testing'

import { startApp } from './app.ts'

// The real API with users in memory; the password of each user is "password".
const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const { url, close } = await startApp(api, { host: '127.0.0.1', port: 0 })
after(close)

const index = (headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/index.json`, { headers })
const login = (password: string): Promise<Response> =>
  fetch(`${url}/token/new.json`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'maria', password }),
  })

test('the route greets its user', async () => {
  const response = await index({ ...loginAs('maria') })
  assert.deepEqual(await response.json(), { success: true, hello: 'maria' })
})

test('a login returns a token for the route', async () => {
  const { user, token } = (await (await login('password')).json()) as Record<string, string>
  const response = await index({ authorization: `Bearer ${user}:${token}` })
  assert.equal(response.status, 200)
})

test('a wrong password is refused', async () => {
  assert.equal((await login('wrong')).status, 401)
})

test('requests without a valid token are refused', async () => {
  assert.equal((await index()).status, 401)
  assert.equal((await index({ authorization: 'Bearer 1:no-token' })).status, 403)
})
