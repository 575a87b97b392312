import assert from 'node:assert/strict'

import { Elysia } from 'elysia'
import { tokenRequired } from 'tokenapi/elysia'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = new Elysia().use(tokenRequired(api)).get('/index.json', ({ user }) => user.username)

const index = 'http://localhost/index.json'
const called = await app.handle(new Request(index, { headers: loginAs('maria') }))
assert.equal(await called.text(), 'maria')
assert.equal((await app.handle(new Request(index))).status, 401)

export {}
