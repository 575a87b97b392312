import assert from 'node:assert/strict'
import { test } from 'node:test'

import { tokenRoutes } from 'tokenapi/next'
import { inMemoryApi } from 'tokenapi/testing'

import { indexOf } from './views.ts'

// The real API with users in memory; the password of each user is "password".
const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const view = indexOf(api)
const tokens = tokenRoutes(api)

const index = (headers: Record<string, string> = {}): Promise<Response> =>
  view(new Request('http://localhost/index.json', { headers }))
const login = (password: string): Promise<Response> =>
  tokens.POST(
    new Request('http://localhost/token/new.json', {
      method: 'POST',
      body: new URLSearchParams({ username: 'maria', password }),
    }),
    { params: Promise.resolve({ path: ['new.json'] }) },
  )

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
