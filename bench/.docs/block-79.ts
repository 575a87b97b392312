import assert from 'node:assert/strict'

import { Hono } from 'hono'
import { tokenRequired } from 'tokenapi/hono'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = new Hono().get('/index.json', tokenRequired(api), (c) => c.text(c.var.user.username))

const called = await app.request('/index.json', { headers: loginAs('maria') })
assert.equal(await called.text(), 'maria')
assert.equal((await app.request('/index.json')).status, 401)

export {}
