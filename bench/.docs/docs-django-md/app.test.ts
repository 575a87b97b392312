import assert from 'node:assert/strict'
import { test } from 'node:test'

import { inMemoryApi } from 'tokenapi/testing'

import { createApp } from './app.ts'

const { api, loginAs } = inMemoryApi({
  attributes: ['is_staff'],
  users: [{ username: 'maria', is_staff: true }],
})

test('staff get the report', async () => {
  const { body } = await createApp(api).inject({ url: '/report.json', headers: loginAs('maria') })
  assert.deepEqual(JSON.parse(body), { success: true, for: 'maria', staff: true })
})

test('a request without a token is refused', async () => {
  assert.equal((await createApp(api).inject('/report.json')).statusCode, 401)
})
