import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'

import { inMemoryApi } from 'tokenapi/testing'

import { type Member, createApp } from './app.ts'

const { api, loginAs } = inMemoryApi<Member>({
  attributes: ['plan'],
  users: [
    { username: 'maria', plan: 'paid' },
    { username: 'tom', plan: 'free' },
  ],
})
const server = createApp(api).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => server.close())

const report = (headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/report.json`, { headers })

test('a member with a paid plan gets the report', async () => {
  const response = await report({ ...loginAs('maria') })
  assert.deepEqual(await response.json(), { success: true, for: 'maria', plan: 'paid' })
})

test('a member with a free plan is asked to upgrade', async () => {
  assert.equal((await report({ ...loginAs('tom') })).status, 402)
})

test('a request without a token is refused', async () => {
  assert.equal((await report()).status, 401)
})
