import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Hono } from 'hono'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/hono'
import { inMemoryApi } from 'tokenapi/testing'

// app.ts
export function createApp(api: TokenApi) {
  return new Hono()
    .all('/token/*', tokenRoutes(api))
    .get('/index.json', tokenRequired(api), (c) => c.json({ hello: c.get('user').username }))
}

// app.test.ts
test('greets a user', async () => {
  const { api, loginAs } = inMemoryApi({ users: ['maria'] })
  const response = await createApp(api).request('/index.json', { headers: loginAs('maria') })
  assert.deepEqual(await response.json(), { hello: 'maria' })
})

test('refuses an expired token', async () => {
  const { api, clock, loginAs } = inMemoryApi({ users: ['maria'] })
  const headers = { ...loginAs('maria') }
  clock.advance({ days: 8 })
  assert.equal((await createApp(api).request('/index.json', { headers })).status, 403)
})

export {}
