import assert from 'node:assert/strict'

import { H3 } from 'h3'
import { tokenRequired } from 'tokenapi/h3'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = new H3().get(
  '/index.json',
  tokenRequired(api, ({ context }) => context.user.username),
)

const called = await app.request('/index.json', { headers: loginAs('maria') })
assert.equal(await called.text(), 'maria')
assert.equal((await app.request('/index.json')).status, 401)

export {}
