import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { inMemoryApi } from 'tokenapi/testing'

import { startApp } from './app.ts'

// The real API with users in memory; the password of each user is "password".
const { api, loginAs } = inMemoryApi({ users: ['maria'], accessTokens: true })
const { url, close } = await startApp(api, { host: '127.0.0.1', port: 0 })
after(close)

const index = (headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/index.json`, { headers })
const login = (password: string): Promise<Response> =>
  fetch(`${url}/token/new.json`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'maria', password, name: 'laptop' }),
  })
const bearer = async (): Promise<{ authorization: string }> => {
  const { token } = (await (await login('password')).json()) as { token: string }
  return { authorization: `Bearer ${token}` }
}

test('the route greets its user', async () => {
  const response = await index({ ...loginAs('maria') })
  assert.deepEqual(await response.json(), { success: true, hello: 'maria' })
})

test('a login returns a token for the route', async () => {
  assert.equal((await index(await bearer())).status, 200)
})

test('a user lists their devices, and signs one out', async () => {
  const [headers, others] = [await bearer(), await bearer()]
  const list = await fetch(`${url}/token/tokens.json`, { headers })
  const { tokens } = (await list.json()) as { tokens: { id: string; name: string }[] }
  const [{ id, name }] = tokens.slice(-1) as [{ id: string; name: string }]
  assert.equal(name, 'laptop')
  await fetch(`${url}/token/tokens/${id}/revoke.json`, { method: 'POST', headers })
  assert.equal((await index(headers)).status, 200)
  assert.equal((await index(others)).status, 403)
})

test('a wrong password is refused', async () => {
  assert.equal((await login('wrong')).status, 401)
})

test('requests without a valid token are refused', async () => {
  assert.equal((await index()).status, 401)
  assert.equal((await index({ authorization: 'Bearer 1:no-token' })).status, 403)
})
