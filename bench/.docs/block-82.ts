import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'

import Koa from 'koa'
import { tokenRequired } from 'tokenapi/koa'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = new Koa().use(tokenRequired(api)).use((ctx) => {
  ctx.body = ctx.state.user.username
})

const server = app.listen(0)
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
assert.equal(await (await fetch(url, { headers: loginAs('maria') })).text(), 'maria')
assert.equal((await fetch(url)).status, 401)
server.close()

export {}
