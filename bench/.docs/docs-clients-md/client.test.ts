import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'

import type { Session } from 'tokenapi/client'
import { inMemoryApi } from 'tokenapi/testing'

import { createApp } from './app.ts'
import { clientOf } from './client.ts'

const { api, clock } = inMemoryApi({ users: ['maria'], loginThrottle: {} })
const server = createApp(api).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => server.close())

let stored: Session | undefined
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const client = clientOf(url, { load: () => stored, save: (session) => void (stored = session) })
const login = { username: 'maria', password: 'password' }

test('a session is used until it expires, and then only for the next login', async () => {
  assert.equal(await client.login(login), 1)
  assert.deepEqual(await (await client.fetch('/index.json')).json(), { hello: 'maria' })
  clock.advance({ days: 8 })
  await assert.rejects(client.fetch('/index.json'), { code: 'invalid_token' })
  await assert.rejects(client.fetch('/index.json'), { code: 'missing_credentials' })
  for (let i = 0; i < 30; i++) await api.login('maria', 'guess').catch(() => {})
  await assert.rejects(api.login('maria', 'password'), { code: 'too_many_attempts' })
  // The client shows its ended token, so it has a budget of its own.
  await client.login(login)
  assert.equal((await client.fetch('/index.json')).status, 200)
})

test('a browser on the other domain may call', async () => {
  const headers = { 'origin': 'https://app.example.com', 'access-control-request-method': 'GET' }
  const answer = await fetch(`${url}/index.json`, { method: 'OPTIONS', headers })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example.com')
})
